import type { Database } from 'better-sqlite3'
import type { FaultKind } from '../faults/fault-plan.ts'

/** One call that was received. `httpStatus` is null when no status line was sent. */
export type LedgerEntry = {
  readonly receivedAt: number
  readonly operation: string
  readonly parameters: Readonly<Record<string, string>>
  readonly requestId: string
  readonly httpStatus: number | null
  readonly code: string | null
  readonly applied: boolean
  readonly fault: FaultKind | null
}

export type LedgerTable = {
  readonly append: (entry: LedgerEntry) => void
  /** In order of receipt, `after` excluded; at most `limit`. */
  readonly list: (after: number, limit: number) => (LedgerEntry & { readonly sequence: number })[]
}

type LedgerRow = {
  sequence: number
  received_at: number
  operation: string
  parameters: string
  request_id: string
  http_status: number | null
  code: string | null
  applied: number
  fault: FaultKind | null
}

const SECRET_NAME = /secret|password|token|encryptedcode|signature|privatekey/i

export function ledgerTable(database: Database): LedgerTable {
  const insert = database.prepare<
    [number, string, string, string, number | null, string | null, number, string | null]
  >(
    `insert into ledger (received_at, operation, parameters, request_id, http_status, code, applied, fault)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const select = database.prepare<[number, number], LedgerRow>(
    'select * from ledger where sequence > ? order by sequence limit ?',
  )
  return {
    append: (entry) => {
      insert.run(
        entry.receivedAt,
        entry.operation,
        JSON.stringify(redact(entry.parameters)),
        entry.requestId,
        entry.httpStatus,
        entry.code,
        entry.applied ? 1 : 0,
        entry.fault,
      )
    },
    list: (after, limit) => select.all(after, limit).map(toEntry),
  }
}

function toEntry(row: LedgerRow): LedgerEntry & { sequence: number } {
  return {
    sequence: row.sequence,
    receivedAt: row.received_at,
    operation: row.operation,
    parameters: JSON.parse(row.parameters) as Record<string, string>,
    requestId: row.request_id,
    httpStatus: row.http_status,
    code: row.code,
    applied: row.applied === 1,
    fault: row.fault,
  }
}

/** No operation here takes a secret, but a caller may send one by mistake; unknown parameters are recorded too. */
function redact(parameters: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, SECRET_NAME.test(name) ? '(redacted)' : value]),
  )
}
