import 'server-only'
import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { recordEvent } from '#lib/audit/server/record.ts'
import type { ChangePasswordError, UserNotFound, WrongPassword } from '#lib/auth/errors.ts'
import { checkPassword } from '#lib/auth/password-policy.ts'
import type { User } from '#lib/auth/user.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { verb } from '#lib/service/server/verb.ts'
import { hashPassword, verifyPassword } from '../password.ts'
import { endSessionRowsOf } from '../sessions/repository.ts'
import { passwordAdmission } from '../throttle/admission.ts'
import { beginAttempt, type Attempt } from '../throttle/throttle.ts'
import { findAccount, updatePassword, type Account } from './repository.ts'

export type ChangePasswordInput = { currentPassword: string; newPassword: string }

/**
 * One's own password. The present one is asked for, with the same delays as at sign-in: an open session that somebody
 * else got hold of must not be a place to guess it. The other sessions end; this one goes on.
 */
export const changePassword = verb<ChangePasswordInput, User, ChangePasswordError | UserNotFound>({
  name: 'change_password',
  permission: 'account.self',
  kind: 'write',
  input: z.object({ currentPassword: z.string().max(1_024), newPassword: z.string().max(1_024) }),
  run: async (ctx, { currentPassword, newPassword }) => {
    const account = ctx.actor.kind === 'user' ? await findAccount(ctx.db, ctx.actor.userId) : null
    if (!account || ctx.actor.kind !== 'user') return err({ code: 'user_not_found' })
    const acceptable = checkPassword(newPassword, account.email)
    if (!acceptable.ok) return acceptable
    const parts = { db: ctx.db, clock: ctx.clock, wait, admission: passwordAdmission }
    const attempt = await beginAttempt(parts, { account: account.email, address: ctx.actor.address })
    if (!attempt.ok) return attempt
    try {
      const isRight = await attempt.value.hash(() => verifyPassword(currentPassword, account.passwordHash))
      if (!isRight) return await deny(ctx, account)
      return await replacePassword(ctx, { account, newPassword, attempt: attempt.value, keep: ctx.actor.sessionHash })
    } finally {
      attempt.value.release()
    }
  },
})

async function replacePassword(
  ctx: VerbContext,
  input: { account: Account; newPassword: string; attempt: Attempt; keep: string },
): Promise<Result<User, WrongPassword>> {
  const { account, attempt, keep } = input
  const passwordHash = await attempt.hash(() => hashPassword(input.newPassword, randomBytes))
  return transaction(ctx.db, async (trx) => {
    const expectedHash = account.passwordHash
    const user = await updatePassword(trx, { id: account.id, passwordHash, mustChangePassword: false, expectedHash })
    // It was replaced while we computed: what was typed is no longer the present one.
    if (!user) return err({ code: 'wrong_password' })
    const endedSessions = await endSessionRowsOf(trx, { userId: user.id, except: keep, now: ctx.clock.now() })
    await attempt.succeed(trx)
    await recordEvent(trx, ctx, { action: 'change_password', outcome: 'done', details: { endedSessions } })
    return ok(user)
  })
}

async function deny(ctx: VerbContext, account: Account): Promise<Result<never, WrongPassword>> {
  const details = { userId: account.id, cause: 'wrong_password' }
  await transaction(ctx.db, (trx) => recordEvent(trx, ctx, { action: 'change_password', outcome: 'denied', details }))
  return err({ code: 'wrong_password' })
}
