import 'server-only'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { recordEvent, type RecordContext } from '#lib/audit/server/record.ts'
import type { OwnAccount, UserNotFound } from '#lib/auth/errors.ts'
import type { UserWithOneTimePassword } from '#lib/auth/user.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { Database } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { verb } from '#lib/service/server/verb.ts'
import { oneTimePassword } from '../one-time-password.ts'
import { hashPassword } from '../password.ts'
import { endSessionRowsOf } from '../sessions/repository.ts'
import { userIdInput } from './inputs.ts'
import { updatePassword } from './repository.ts'

/** A new one-time password for somebody else; their sessions end. One's own is changed with the old one at hand. */
export const resetPassword = verb<{ userId: string }, UserWithOneTimePassword, UserNotFound | OwnAccount>({
  name: 'reset_password',
  permission: 'users.manage',
  kind: 'write',
  input: z.object({ userId: userIdInput }),
  run: async (ctx, { userId }) => {
    if (ctx.actor.kind === 'user' && ctx.actor.userId === userId) return err({ code: 'own_account' })
    return giveOneTimePassword(ctx.db, ctx, userId)
  },
})

/** What the verb and `npm run admin:reset` share. The password is in the answer and nowhere else. */
export async function giveOneTimePassword(
  db: Database,
  context: RecordContext,
  userId: string,
): Promise<Result<UserWithOneTimePassword, UserNotFound>> {
  const password = oneTimePassword(randomBytes)
  const passwordHash = await hashPassword(password, randomBytes)
  return transaction(db, async (trx) => {
    const user = await updatePassword(trx, { id: userId, passwordHash, mustChangePassword: true })
    if (!user) return err({ code: 'user_not_found' })
    const endedSessions = await endSessionRowsOf(trx, { userId, except: null, now: context.clock.now() })
    const details = { userId, email: user.email, endedSessions }
    await recordEvent(trx, context, { action: 'reset_password', outcome: 'done', details })
    return ok({ user, oneTimePassword: password })
  })
}
