import 'server-only'
import { z } from 'zod'
import { isInGoodStanding } from '#lib/auth/server/standing.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { WriteReceipt } from '#lib/operations/receipt.ts'
import { dueAfter } from '#lib/operations/schedule.ts'
import { findSame } from '#lib/operations/server/known.ts'
import { scheduleWrite, type ScheduleRequest } from '#lib/operations/server/schedule.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { verb } from '#lib/service/server/verb.ts'
import { deletionReasons } from '../reasons.ts'
import { confirmation, confirmOnce, type ConfirmRefusal } from './confirm.ts'
import { askedOf, readToWrite, refuseTaken, refuseUnread, type Confirmed } from './read-to-write.ts'
import { findCertificate } from './repository.ts'
import { decide, shownAs, snapshotOf } from './write-facts.ts'

const { typedSerial: _typedSerial, ...confirmed } = confirmation
const permission = 'certificate.delete'
const names = { kind: 'delete', action: 'schedule_deletion' } as const

/**
 * Schedules the deletion of a revoked certificate for when it has expired: the worker then carries it out in the name of
 * whoever asks now. Nothing is sent. There is no gate, since nobody can trust the certificate by then, and since it can
 * be cancelled until then; for one that has expired already there is nothing to wait for.
 */
export const scheduleDeletion = verb({
  name: 'schedule_deletion',
  permission,
  kind: 'write',
  input: z.object({ ...confirmed, reason: z.enum(deletionReasons) }),
  run: (ctx, input) =>
    confirmOnce(ctx, {
      ...input,
      kind: 'delete',
      attempt: () => attemptSchedule(ctx, input),
      refuseTaken: () => refuseTaken(ctx, input, names),
    }),
})

type Input = Confirmed & { shown: string }

async function attemptSchedule(ctx: VerbContext, input: Input): Promise<Result<WriteReceipt, ConfirmRefusal>> {
  const { identifier, operationId } = input
  const known = await findSame(ctx.db, ctx, { operationId, identifier, kind: 'delete' })
  if (known !== null) return known.ok ? known : refuseTaken(ctx, input, names)
  const reading = await readToWrite(ctx, identifier)
  if (!reading.ok && reading.error.kind !== 'deleted') return refuseUnread(ctx, input, names, reading.error)
  const row = reading.ok ? reading.value : null
  return scheduleWrite<ConfirmRefusal>(ctx, { ...askedOf(input, row, names), admit: admission(ctx, input) })
}

function admission(ctx: VerbContext, { identifier, shown }: Input): ScheduleRequest<ConfirmRefusal>['admit'] {
  return async (trx, now) => {
    const current = await findCertificate(trx, identifier)
    if (!current) return err({ code: 'reading_failed', failure: { kind: 'absent', code: null, requestId: null } })
    const { refusal, gate } = await decide(trx, 'delete', current, now)
    if (refusal) return err(refusal)
    if (!(await isInGoodStanding(trx, ctx.actor, permission))) return err({ code: 'no_longer_permitted' })
    if (shownAs(current) !== shown) return err({ code: 'changed_since_shown' })
    // What asks for the gate now is what there is to wait for.
    if (gate.length === 0 || current.not_after === null) return err({ code: 'nothing_to_wait_for' })
    return ok({ snapshot: snapshotOf(current, null), dueAt: dueAfter(current.not_after) })
  }
}
