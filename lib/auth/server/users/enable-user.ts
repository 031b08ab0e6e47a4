import 'server-only'
import { z } from 'zod'
import { recordEvent } from '#lib/audit/server/record.ts'
import type { UserNotFound } from '#lib/auth/errors.ts'
import type { User } from '#lib/auth/user.ts'
import { err, ok } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { verb } from '#lib/service/server/verb.ts'
import { userIdInput } from './inputs.ts'
import { updateDisabled } from './repository.ts'

/** Lets a disabled user sign in again, with the password and role as they were. */
export const enableUser = verb<{ userId: string }, User, UserNotFound>({
  name: 'enable_user',
  permission: 'users.manage',
  kind: 'write',
  input: z.object({ userId: userIdInput }),
  run: (ctx, { userId }) =>
    transaction(ctx.db, async (trx) => {
      const user = await updateDisabled(trx, userId, null)
      if (!user) return err({ code: 'user_not_found' })
      await recordEvent(trx, ctx, { action: 'enable_user', outcome: 'done', details: { userId, email: user.email } })
      return ok(user)
    }),
})
