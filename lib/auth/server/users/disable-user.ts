import 'server-only'
import { z } from 'zod'
import { recordEvent } from '#lib/audit/server/record.ts'
import type { LastAdmin, UserNotFound } from '#lib/auth/errors.ts'
import type { User } from '#lib/auth/user.ts'
import { err, ok } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { verb } from '#lib/service/server/verb.ts'
import { endSessionRowsOf } from '../sessions/repository.ts'
import { userIdInput } from './inputs.ts'
import { isLastAdmin, refuseForLastAdmin } from './last-admin.ts'
import { findAccount, updateDisabled } from './repository.ts'

/** Ends the user's sessions and lets nobody in again. The account and its traces stay. */
export const disableUser = verb<{ userId: string }, User, UserNotFound | LastAdmin>({
  name: 'disable_user',
  permission: 'users.manage',
  kind: 'write',
  input: z.object({ userId: userIdInput }),
  run: (ctx, { userId }) =>
    transaction(ctx.db, async (trx) => {
      const lastAdmin = await isLastAdmin(trx, userId)
      const before = await findAccount(trx, userId)
      if (!before) return err({ code: 'user_not_found' })
      if (lastAdmin) return refuseForLastAdmin(trx, ctx, 'disable_user', before)
      const now = ctx.clock.now()
      const user = await updateDisabled(trx, userId, now)
      if (!user) return err({ code: 'user_not_found' })
      const endedSessions = await endSessionRowsOf(trx, { userId, except: null, now })
      const details = { userId, email: user.email, endedSessions }
      await recordEvent(trx, ctx, { action: 'disable_user', outcome: 'done', details })
      return ok(user)
    }),
})
