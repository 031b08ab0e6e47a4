import 'server-only'

// What can only grow: the chain, its head, and where it has been signed.

/** The audit chain. `record` holds the exact bytes that were hashed; the other columns only make it searchable. */
export interface AuditEventsTable {
  sequence: number
  record: string
  record_hash: string
  previous_hash: string
  hash: string
  at: number
  action: string
  outcome: string
  actor: string
  identifier: string | null
  serial_number: string | null
  common_name: string | null
  request_id: string | null
  operation_id: string | null
  correlation_id: string
  search_text: string
}

export interface AuditHeadTable {
  id: 1
  sequence: number
  hash: string
}

/** The signed words of the audit's key about where the chain stood. `statement` holds the exact bytes that are signed. */
export interface AuditCheckpointsTable {
  /** The record that it names. */
  sequence: number
  hash: string
  at: number
  key_id: string
  public_key: string
  statement: string
  signature: string
}
