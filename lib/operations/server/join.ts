import 'server-only'
import { recordEvent } from '#lib/audit/server/record.ts'
import type { AuditAction } from '#lib/audit/event.ts'
import { actorLabel } from '#lib/auth/actor.ts'
import type { Trx } from '#lib/db/server/database.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { WriteReceipt } from '../receipt.ts'
import { actionOf, targetOf } from './audit-words.ts'
import { insertJoin, type OperationRow } from './repository.ts'

/**
 * A second request for what is under way or done: no second call. The reason that was given is kept and audited as
 * joined, and both operators look at one outcome and one RequestId.
 */
export async function joinOperation(
  trx: Trx,
  ctx: VerbContext,
  row: OperationRow,
  said: { reason: string; ticket: string; comment: string; action?: AuditAction },
): Promise<WriteReceipt> {
  const { reason, ticket, comment, action = actionOf(row.kind) } = said
  await insertJoin(trx, {
    operationId: row.id,
    joinedBy: actorLabel(ctx.actor),
    reason,
    ticket,
    comment,
    at: ctx.clock.now(),
  })
  await recordEvent(trx, ctx, {
    action,
    outcome: 'joined',
    target: targetOf(row),
    operationId: row.id,
    requestId: row.request_id ?? undefined,
    reason,
    ticket,
    comment,
    details: { state: row.state, requestedBy: row.requested_by },
  })
  return receiptOf(row, { joined: true })
}

export function receiptOf(
  row: OperationRow,
  { joined, stored = true }: { joined: boolean; stored?: boolean },
): WriteReceipt {
  return {
    operationId: row.id,
    kind: row.kind,
    identifier: row.identifier,
    state: row.state,
    requestId: row.request_id,
    httpStatus: row.http_status,
    cloudCode: row.cloud_code,
    cloudMessage: row.cloud_message,
    recommend: row.recommend,
    cause: row.cause,
    joined,
    stored,
  }
}
