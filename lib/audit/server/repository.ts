import 'server-only'
import { searchableLines } from '#lib/certificates/search-text.ts'
import { engineOf, type Trx } from '#lib/db/server/database.ts'
import { storableText } from '#lib/db/server/text.ts'
import type { StoredRecord } from './record-bytes.ts'

/** The end of the chain, locked until the transaction ends. On SQLite BEGIN IMMEDIATE is that lock. */
export async function lockHead(trx: Trx): Promise<{ sequence: number; hash: string }> {
  const query = trx.selectFrom('audit_head').select(['sequence', 'hash']).where('id', '=', 1)
  return (engineOf(trx) === 'postgres' ? query.forUpdate() : query).executeTakeFirstOrThrow()
}

export type ChainedRecord = {
  record: StoredRecord
  /** What was hashed: stored as it is, never made again. */
  bytes: string
  recordHash: string
  previousHash: string
  hash: string
  /** Epoch ms. */
  at: number
}

/** A guard in the store moves the head, and refuses all but the next record. */
export async function appendRow(trx: Trx, row: ChainedRecord): Promise<void> {
  await trx
    .insertInto('audit_events')
    .values({
      sequence: row.record.sequence,
      record: row.bytes,
      record_hash: row.recordHash,
      previous_hash: row.previousHash,
      hash: row.hash,
      at: row.at,
      ...columnsOf(row.record),
      search_text: searchTextOf(row.record),
    })
    .execute()
}

/** What a record is looked up by; all of it follows from the record. */
export function columnsOf(record: StoredRecord) {
  const { target } = record
  return {
    action: record.action,
    outcome: record.outcome,
    actor: storableText(record.actor.label),
    identifier: storable(target?.identifier),
    serial_number: storable(target?.serialNumber),
    common_name: storable(target?.commonName),
    request_id: storable(record.requestId),
    operation_id: storable(record.operationId),
    correlation_id: storableText(record.correlationId),
  }
}

function storable(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : storableText(text)
}

/** What a reader may type to find the record, one thing a line. */
function searchTextOf({ actor, target, requestId, ticket }: StoredRecord): string {
  const { identifier, serialNumber, commonName } = target ?? {}
  return searchableLines([requestId, actor.label, actor.via, identifier, serialNumber, commonName, ticket])
}
