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

/** How far the audit has been shipped to each destination that there is, or was. */
export interface AuditShippingTable {
  kind: 'file' | 'webhook' | 'syslog'
  /** SHA-256 of the whole address, which may hold a secret. */
  fingerprint: string
  /** The address as it may be shown. */
  address: string
  /** When shipping there began. */
  since: number
  /** The last record that the destination has acknowledged, and its hash; 0 and the hash before the first record. */
  sequence: number
  hash: string
  /** The record that the last acknowledged checkpoint names; 0 before the first. */
  checkpoint: number
  shipped_at: number | null
  /** Why it does not go on, in our own vocabulary; null while it does. */
  failure: string | null
  /** A status or a code of the system. */
  failure_detail: string | null
  failing_since: number | null
  failed_at: number | null
  /** In a row. */
  failures: number
  next_try_at: number
  /** Since when it is no destination any more; its place is kept in case it becomes one again. */
  retired_at: number | null
}
