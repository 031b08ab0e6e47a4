import 'server-only'
import { engineOf, type Trx } from '#lib/db/server/database.ts'
import { searchKey, storableText } from '#lib/db/server/text.ts'
import type { AuditRecord } from '../record.ts'

/** The end of the chain, locked until the transaction ends. On SQLite BEGIN IMMEDIATE is that lock. */
export async function lockHead(trx: Trx): Promise<{ sequence: number; hash: string }> {
  const query = trx.selectFrom('audit_head').select(['sequence', 'hash']).where('id', '=', 1)
  return (engineOf(trx) === 'postgres' ? query.forUpdate() : query).executeTakeFirstOrThrow()
}

export type ChainedRecord = {
  record: AuditRecord
  /** The canonical JSON that was hashed: stored as it is, never made again. */
  bytes: string
  recordHash: string
  previousHash: string
  hash: string
  at: number
}

/** A guard in the store moves the head, and refuses all but the next record. */
export async function appendRow(trx: Trx, row: ChainedRecord): Promise<void> {
  const { record } = row
  const { target } = record
  await trx
    .insertInto('audit_events')
    .values({
      sequence: record.sequence,
      record: row.bytes,
      record_hash: row.recordHash,
      previous_hash: row.previousHash,
      hash: row.hash,
      at: row.at,
      action: record.action,
      outcome: record.outcome,
      actor: storableText(record.actor.label),
      identifier: target && storableText(target.identifier),
      serial_number: target && storableText(target.serialNumber),
      common_name: target && storableText(target.commonName),
      request_id: record.requestId && storableText(record.requestId),
      operation_id: record.operationId && storableText(record.operationId),
      correlation_id: storableText(record.correlationId),
      search_text: searchTextOf(record),
    })
    .execute()
}

/** What a reader may type to find the record, one thing a line. */
function searchTextOf({ actor, target, requestId, ticket }: AuditRecord): string {
  const parts = [requestId, actor.label, target?.identifier, target?.serialNumber, target?.commonName, ticket]
  return searchKey(parts.filter((part) => part !== null && part !== undefined && part !== '').join('\n'))
}
