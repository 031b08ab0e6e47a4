import 'server-only'
import { z } from 'zod'
import { recordEvent } from '#lib/audit/server/record.ts'
import type { UserActor } from '#lib/auth/actor.ts'
import type { SessionNotFound } from '#lib/auth/errors.ts'
import { can, rolesWith } from '#lib/auth/roles.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { Trx } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { verb, type AccessError } from '#lib/service/server/verb.ts'
import { endSessionRow, endSessionRowsOf } from './repository.ts'

export type EndSessionInput =
  | { which: 'one'; sessionId: string }
  /** All of one's own but the present one. */
  | { which: 'others' }
  /** Every session of a user: an admin's, for somebody whose laptop is gone. */
  | { which: 'all_of_user'; userId: string }

type Refused = Extract<AccessError, { code: 'forbidden' | 'password_change_required' }>

/**
 * Ends sessions: everybody their own, an admin anybody's. They are out with their next request. Other people's are
 * `users.manage`, which an admin does not have while a one-time password stands, however little the verb asks for.
 */
export const endSession = verb<EndSessionInput, { ended: number }, SessionNotFound | Refused>({
  name: 'end_session',
  permission: 'account.self',
  kind: 'write',
  input: z.discriminatedUnion('which', [
    z.object({ which: z.literal('one'), sessionId: z.string().regex(/^[0-9a-f]{64}$/) }),
    z.object({ which: z.literal('others') }),
    z.object({ which: z.literal('all_of_user'), userId: z.string().min(1).max(100) }),
  ]),
  run: (ctx, input) => transaction(ctx.db, (trx) => end(trx, ctx, input)),
})

async function end(
  trx: Trx,
  ctx: VerbContext,
  input: EndSessionInput,
): Promise<Result<{ ended: number }, SessionNotFound | Refused>> {
  const { actor } = ctx
  if (actor.kind !== 'user') return err({ code: 'session_not_found' })
  const now = ctx.clock.now()
  const mayManage = can(actor.role, 'users.manage') && !actor.mustChangePassword
  switch (input.which) {
    case 'one': {
      const owner = mayManage ? {} : { userId: actor.userId }
      const found = await endSessionRow(trx, { idHash: input.sessionId, now, ...owner })
      // Somebody else's and none at all look the same.
      if (!found) return err({ code: 'session_not_found' })
      return record(trx, ctx, 1, { session: input.sessionId })
    }
    case 'others': {
      const ended = await endSessionRowsOf(trx, { userId: actor.userId, except: actor.sessionHash, now })
      return record(trx, ctx, ended, { userId: actor.userId })
    }
    case 'all_of_user': {
      if (!mayManage && input.userId !== actor.userId) return refuse(trx, ctx, actor)
      const ended = await endSessionRowsOf(trx, { userId: input.userId, except: null, now })
      return record(trx, ctx, ended, { userId: input.userId })
    }
  }
}

async function record(
  trx: Trx,
  ctx: VerbContext,
  ended: number,
  details: Readonly<Record<string, string>>,
): Promise<Result<{ ended: number }, never>> {
  await recordEvent(trx, ctx, { action: 'end_session', outcome: 'done', details: { ...details, ended } })
  return ok({ ended })
}

async function refuse(trx: Trx, ctx: VerbContext, actor: UserActor): Promise<Result<never, Refused>> {
  const permission = 'users.manage'
  const { sequence } = await recordEvent(trx, ctx, {
    action: 'end_session',
    outcome: 'denied',
    details: { permission },
  })
  if (actor.mustChangePassword) return err({ code: 'password_change_required' })
  return err({ code: 'forbidden', permission, heldBy: rolesWith(permission), auditSequence: sequence })
}
