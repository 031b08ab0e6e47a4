import 'server-only'
import { z } from 'zod'
import { recordEvent } from '#lib/audit/server/record.ts'
import type { LastAdmin, UserNotFound } from '#lib/auth/errors.ts'
import { roles, type Role } from '#lib/auth/roles.ts'
import type { User } from '#lib/auth/user.ts'
import { err, ok } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { verb } from '#lib/service/server/verb.ts'
import { userIdInput } from './inputs.ts'
import { isLastAdmin, refuseForLastAdmin } from './last-admin.ts'
import { findAccount, updateRole } from './repository.ts'

/** Another role, from the user's next request on: every request reads it anew. */
export const changeRole = verb<{ userId: string; role: Role }, User, UserNotFound | LastAdmin>({
  name: 'change_role',
  permission: 'users.manage',
  kind: 'write',
  input: z.object({ userId: userIdInput, role: z.enum(roles) }),
  run: (ctx, { userId, role }) =>
    transaction(ctx.db, async (trx) => {
      const lastAdmin = role !== 'admin' && (await isLastAdmin(trx, userId))
      const before = await findAccount(trx, userId)
      if (!before) return err({ code: 'user_not_found' })
      if (lastAdmin) return refuseForLastAdmin(trx, ctx, 'change_role', before)
      const user = await updateRole(trx, userId, role)
      if (!user) return err({ code: 'user_not_found' })
      const details = { userId, email: user.email, from: before.role, to: role }
      await recordEvent(trx, ctx, { action: 'change_role', outcome: 'done', details })
      return ok(user)
    }),
})
