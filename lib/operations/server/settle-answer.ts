import 'server-only'
import { lockCertificate } from '#lib/certificates/server/mirror.ts'
import type { Slot } from '#lib/cloud/server/limiter/limiter.ts'
import type { WriteOutcome } from '#lib/cloud/server/port.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { WriteReceipt } from '../receipt.ts'
import { settlementOf } from './answer.ts'
import { storedOrKept } from './emergency.ts'
import { receiptOf } from './join.ts'
import { recordAnswer } from './record-answer.ts'
import type { OperationRow } from './repository.ts'

/**
 * Transaction 2: the answer, its audit event, the mirror and the limiter's slot, all or nothing. When it cannot be
 * stored, the answer goes to the emergency file and to stderr, and the receipt says so: the RequestId is on the
 * operator's screen and nowhere else.
 */
export async function settleAnswer(
  ctx: VerbContext,
  row: OperationRow,
  slot: Slot,
  outcome: WriteOutcome,
): Promise<WriteReceipt> {
  const settlement = settlementOf(outcome)
  const settled = await storedOrKept(ctx, row, settlement, () =>
    transaction(ctx.db, async (trx) => {
      await lockCertificate(trx, row.identifier)
      await ctx.writes.limiter.releaseInTransaction(trx, slot, slotEndOf(outcome, row.deadline_at))
      return recordAnswer(trx, ctx, row, settlement)
    }),
  )
  if (settled !== null) return receiptOf(settled, { joined: false })
  return receiptOf({ ...row, ...settlement }, { joined: false, stored: false })
}

function slotEndOf(outcome: WriteOutcome, mayRunUntil: number) {
  return {
    respondedAt: outcome.respondedAt,
    rttMs: outcome.rttMs,
    mayRunUntil,
    timedOut: outcome.kind === 'unknown' && (outcome.cause === 'timed_out' || outcome.cause === 'connection_lost'),
    throttled: outcome.kind === 'refused' && outcome.throttled,
    retryAfterMs: outcome.kind === 'refused' ? outcome.retryAfterMs : null,
    notSent: outcome.kind === 'not_sent',
  }
}
