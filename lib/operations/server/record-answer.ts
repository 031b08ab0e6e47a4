import 'server-only'
import { recordEvent } from '#lib/audit/server/record.ts'
import type { Trx } from '#lib/db/server/database.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { canBecome, type OperationState } from '../state.ts'
import type { Settlement } from './answer.ts'
import { actionOf, eventOfRow } from './audit-words.ts'
import { findOperation, keepRequestId, settleAttempt, type OperationRow } from './repository.ts'
import { takeEffect } from './take-effect.ts'

/**
 * Writes what an answer says of its operation. An answer that comes after the read-back (this process was frozen,
 * or the answer waited in the emergency file) still brings its RequestId, and a proof of success outweighs a
 * reading that found nothing.
 */
export async function recordAnswer(
  trx: Trx,
  ctx: Pick<VerbContext, 'actor' | 'correlationId' | 'clock'>,
  row: OperationRow,
  settlement: Settlement,
): Promise<OperationRow> {
  const state = await applyAnswer(trx, row, settlement)
  if (state === 'succeeded') await takeEffect(trx, ctx, row, ctx.clock.now())
  await recordEvent(trx, ctx, {
    ...eventOfRow(row),
    action: actionOf(row.kind),
    outcome: settlement.state,
    requestId: settlement.request_id ?? undefined,
    details: {
      httpStatus: settlement.http_status ?? null,
      code: settlement.cloud_code ?? null,
      message: settlement.cloud_message ?? null,
      cause: settlement.cause ?? null,
      isLate: state !== settlement.state,
    },
  })
  return { ...row, ...settlement, state }
}

/** Returns the state in which the operation is now. */
async function applyAnswer(trx: Trx, row: OperationRow, settlement: Settlement): Promise<OperationState> {
  if (await settleAttempt(trx, { id: row.id, attempt: row.attempt, state: 'pending' }, settlement))
    return settlement.state
  const current = await findOperation(trx, row.id)
  if (!current) throw new Error('an operation has vanished')
  if (settlement.request_id) await keepRequestId(trx, row.id, settlement.request_id)
  if (current.state === 'succeeded' && settlement.state === 'succeeded') await proveCause(trx, current, settlement)
  if (!canBecome(current.state, settlement.state)) return current.state
  const { request_id: requestId, ...rest } = settlement
  const expected = { id: row.id, attempt: row.attempt, state: current.state }
  const isMoved = await settleAttempt(trx, expected, { ...rest, ...(requestId ? { request_id: requestId } : {}) })
  return isMoved ? settlement.state : current.state
}

/** What a reading had found done, this answer shows to be ours: until now somebody else might have done it. */
async function proveCause(trx: Trx, current: OperationRow, settlement: Settlement): Promise<void> {
  if (current.settled_by !== 'read_back') return
  const { cause_proven, cause, http_status, exchange } = settlement
  const proof = Object.fromEntries(
    Object.entries({ cause_proven, cause, http_status, exchange }).filter(([, value]) => value !== undefined),
  )
  await settleAttempt(
    trx,
    { id: current.id, attempt: current.attempt, state: 'succeeded' },
    { state: 'succeeded', ...proof },
  )
}
