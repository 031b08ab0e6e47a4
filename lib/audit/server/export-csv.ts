import 'server-only'
import { csvCell } from '#lib/core/csv-cell.ts'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import type { Database } from '#lib/db/server/database.ts'
import type { CheckedAuditFilter } from './filter-input.ts'
import { parseRecord } from './record-bytes.ts'
import { matchingSequences, type AuditRow } from './repository.read.ts'
import { walkChain } from './walk.ts'

export const columns = [
  'sequence',
  'at',
  'actor',
  'via',
  'action',
  'outcome',
  'identifier',
  'serialNumber',
  'commonName',
  'requestId',
  'operationId',
  'reason',
  'ticket',
  'comment',
  'address',
  'correlationId',
  'hash',
] as const

/** RFC 4180, one record a line, for reading in a spreadsheet. The same filter and head give the same bytes, always. */
export async function* exportCsv(
  db: Database,
  filter: CheckedAuditFilter,
  head: { sequence: number },
): AsyncGenerator<string> {
  yield `${columns.join(',')}\r\n`
  let after = 0
  try {
    for await (const rows of walkChain(db, { after: 0, last: head.sequence })) {
      const last = rows.at(-1)?.sequence ?? after
      const kept = await matchingSequences(db, filter, { after, last })
      const lines = rows.filter((row) => kept.has(row.sequence)).map(csvLine)
      if (lines.length > 0) yield lines.join('')
      after = last
    }
  } catch (cause) {
    yield `${csvCell(`PARTIAL: this export broke off after sequence ${after}`)}\r\n`
    throw cause
  }
}

function csvLine(row: AuditRow): string {
  const record = parseRecord(row.record)
  const cells: Record<(typeof columns)[number], string | null> = {
    sequence: String(row.sequence),
    at: rfc3339(row.at),
    actor: row.actor,
    via: record?.actor.via ?? null,
    action: row.action,
    outcome: row.outcome,
    identifier: row.identifier,
    serialNumber: row.serial_number,
    commonName: row.common_name,
    requestId: row.request_id,
    operationId: row.operation_id,
    reason: record?.reason ?? null,
    ticket: record?.ticket ?? null,
    comment: record?.comment ?? null,
    address: record?.address ?? null,
    correlationId: row.correlation_id,
    hash: row.hash,
  }
  return `${columns.map((column) => csvCell(cells[column] ?? '')).join(',')}\r\n`
}
