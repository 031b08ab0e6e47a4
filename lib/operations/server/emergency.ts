import 'server-only'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { Settlement } from './answer.ts'
import type { OperationRow } from './repository.ts'

// An answer that the store would not take. The RequestId in it exists nowhere else on this machine, so it goes to
// two places that need no free space: stderr, and a file whose bytes are there already.

export type EmergencyRecord = { operationId: string; settlement: Settlement }

export function writeEmergencyRecord(
  ctx: VerbContext,
  row: OperationRow,
  settlement: Settlement,
  cause: unknown,
): void {
  // The exchange can be long; what must survive is the outcome and the RequestId.
  const record: EmergencyRecord = { operationId: row.id, settlement: { ...settlement, exchange: row.exchange } }
  ctx.log('error', 'an answer could not be stored; its RequestId stands here', {
    operationId: row.id,
    identifier: row.identifier,
    kind: row.kind,
    state: settlement.state,
    requestId: settlement.request_id ?? null,
    correlationId: ctx.correlationId,
    cause: cause instanceof Error ? cause.name : 'unknown',
  })
  try {
    ctx.writes.emergency.append(JSON.stringify(record))
  } catch (full) {
    ctx.log('error', 'the emergency file would not take it either', {
      operationId: row.id,
      cause: full instanceof Error ? full.name : 'unknown',
    })
  }
}
