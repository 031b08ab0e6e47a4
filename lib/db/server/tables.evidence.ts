import 'server-only'
import type { Generated } from 'kysely'

// What was found where relying parties look, and what a person has to know of it.

/** A CRL that was read and found good: signed by its CA and in force when it was fetched. */
export interface CrlsTable {
  /** Of the bytes as they were fetched. */
  sha256: string
  ca_identifier: string
  /** The cRLNumber (RFC 5280, 5.2.3), decimal; null where it has none. */
  number: string | null
  this_update: number
  next_update: number | null
  entries: number
  /** How long `der` is. */
  size: number
  signature_algorithm: string
  der: Uint8Array
  fetched_at: number
}

/** Where CRLs of a CA are published, and what was found there last. One row a CA and address. */
export interface CrlPointsTable {
  ca_identifier: string
  url: string
  /** The newest good one. */
  crl_sha256: string | null
  tried_at: number | null
  read_at: number | null
  /** `read`, or why it could not be used. */
  outcome: string | null
  detail: string
  failures: number
  next_try_at: number
}

/** What was found at such an address, one row as long as it stays the same. */
export interface CrlChecksTable {
  id: Generated<number>
  ca_identifier: string
  url: string
  outcome: string
  detail: string
  sha256: string | null
  number: string | null
  this_update: number | null
  next_update: number | null
  entries: number | null
  size: number | null
  first_at: number
  last_at: number
  times: number
}

/** What is known of the publication of one revocation of ours, and of the CRL after a deletion of ours. */
export interface PublicationsTable {
  identifier: string
  ca_identifier: string
  serial_number: string
  common_name: string
  not_after: number | null
  pem: string
  /** The revocation; null where only a deletion of ours is followed. */
  operation_id: string | null
  accepted_at: number | null
  state: 'awaited' | 'published' | 'overdue' | 'nowhere' | 'not_followed'
  /** Where its CRL is looked for. */
  url: string | null
  next_check_at: number | null
  checked_at: number | null
  /** Why the last look could not be used; null when it could. */
  problem: string | null
  /** The newest good CRL that does not list it. */
  absent_sha256: string | null
  /** The nextUpdate of the first such: by then another CRL has to list it. */
  expected_by: number | null
  /** The evidence. A database constraint holds it together with `published`. */
  crl_sha256: string | null
  crl_number: string | null
  published_at: number | null
  listed_since: number | null
  listed_reason: string | null
  /** Until when a copy of an older CRL, without the entry, is in force. */
  older_until: number | null
  ocsp_url: string | null
  ocsp_status: 'good' | 'revoked' | 'unknown' | null
  ocsp_checked_at: number | null
  ocsp_revoked_at: number | null
  ocsp_der: Uint8Array | null
  ocsp_problem: string | null
  /** After our deletion, while it has not expired: whether the CRL still lists it. */
  watch: 'watched' | 'listed' | 'vanished' | 'ended' | null
  watched_since: number | null
  watch_sha256: string | null
  watch_at: number | null
}

/** What a person has to know of, until somebody says that they do. */
export interface AlarmsTable {
  id: string
  kind: string
  /** What it is about: one alarm of a kind is open on it. */
  subject: string
  identifier: string | null
  ca_identifier: string | null
  operation_id: string | null
  /** JSON, by kind. */
  details: string
  raised_at: number
  acknowledged_at: number | null
  acknowledged_by: string | null
  comment: string
}
