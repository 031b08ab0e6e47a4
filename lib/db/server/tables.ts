import 'server-only'
import type { Generated } from 'kysely'
import type { CertificateAnnotationsTable, CertificateTagsTable } from './tables.annotations.ts'
import type { AuditCheckpointsTable, AuditEventsTable, AuditHeadTable, AuditShippingTable } from './tables.audit.ts'
import type { CertificatesTable } from './tables.certificates.ts'
import type { AlarmsTable, CrlChecksTable, CrlPointsTable, CrlsTable, PublicationsTable } from './tables.evidence.ts'

// One schema for both engines. Times are epoch milliseconds, truth values are 0 or 1, JSON is text: the same
// column then means the same on SQLite and PostgreSQL, and no driver converts behind our back.

export type Flag = 0 | 1

/** What this store belongs to. A start with another binding is refused (lib/setup/binding). */
export interface StoreBindingTable {
  id: 1
  mode: 'emulator' | 'alibaba'
  endpoint: string
  account_label: string
  bound_at: number
}

export interface UsersTable {
  id: string
  /** Lower-cased; unique. */
  email: string
  name: string
  role: 'viewer' | 'operator' | 'auditor' | 'admin'
  /** PHC string of argon2id. */
  password_hash: string
  /** 1 after a reset by somebody else: the next sign-in leads to choosing a new one. */
  must_change_password: Flag
  disabled_at: number | null
  created_at: number
}

export interface SessionsTable {
  /** SHA-256 of the session id that the cookie carries: a read of the table opens no session. */
  id_hash: string
  user_id: string
  created_at: number
  last_seen_at: number
  /** Absolute limit. */
  expires_at: number
  ended_at: number | null
  address: string
  user_agent: string
}

export interface SignInThrottleTable {
  /** `account:<email>` or `address:<ip>`. */
  key: string
  failures: number
  last_failure_at: number
}

export interface AuthoritiesTable {
  identifier: string
  parent_identifier: string | null
  type: 'root' | 'sub'
  common_name: string
  subject: string
  serial_number: string
  vendor_status: string
  algorithm: string
  key_size: number
  sign_algorithm: string
  sha256: string
  not_before: number
  not_after: number
  pem: string
  /** The vendor's CrlStatus as received; null where it gives none. */
  crl_status: string | null
  crl_url: string | null
  crl_days: number | null
  issued_count: number | null
  total_count: number | null
  read_at: number
}

export interface OperationsTable {
  /** Made by the browser before confirming: a resent request finds the first one. */
  id: string
  kind: 'revoke' | 'delete'
  identifier: string
  state:
    | 'pending'
    | 'succeeded'
    | 'refused'
    | 'unknown'
    | 'not_sent'
    | 'not_done'
    | 'needs_human'
    | 'scheduled'
    | 'cancelled'
  /** 1 when the answer, or a RevokeTime inside the window, proves that our call was the cause. */
  cause_proven: Flag
  request_id: string | null
  http_status: number | null
  cloud_code: string | null
  cloud_message: string | null
  /** The vendor's diagnosis link (Recommend). */
  recommend: string | null
  /** Why it ended as it did, in our own closed vocabulary (`connect`, `timed_out`, …). */
  cause: string | null
  reason: string
  ticket: string
  comment: string
  requested_by: string
  /** The id of the user who asked; null where none did, or an older build wrote the row. */
  requester_id: string | null
  requested_at: number
  /** Of a scheduled one: when it is carried out. Null for what was carried out at once. */
  due_at: number | null
  deadline_at: number
  settled_at: number | null
  settled_by: 'answer' | 'read_back' | 'human' | null
  settled_comment: string | null
  /** Who took note, and when, that a scheduled operation came to nothing. */
  attended_at: number | null
  attended_by: string | null
  /** Names the try: every later write is conditional on it. */
  attempt: string
  /** The process that made the try. */
  owner: string
  nonce: string
  acs_date: string
  access_key_id: string
  /** JSON: the redacted request and answer; `null` while nothing has been prepared. */
  exchange: string
  /** JSON: the certificate as it was read before the write (PEM, chain and status included). */
  snapshot: string
  /** JSON: what reading back has shown so far, newest last; of a scheduled one the tries that came to nothing. */
  readings: string
  /** Identifier, serial, common name and every ticket that was given, NFKC and lower case, one a line. */
  search_text: string
  /** After acceptance: DescribeClientCertificateStatus. */
  vendor_revoke_time: number | null
  vendor_status_read_at: number | null
}

/** A second operator who asked for the same while the first was under way. */
export interface OperationJoinsTable {
  operation_id: string
  joined_by: string
  reason: string
  ticket: string
  comment: string
  at: number
}

/** Ten rows an operation: each is free again a little over a second after the answer to the call that used it. */
export interface LimiterSlotsTable {
  operation: string
  slot: number
  free_at: number
  /** Who holds it, null when nobody does. */
  holder: string | null
  /** A holder that died gives it back then. */
  lease_until: number
}

export interface LimiterStateTable {
  operation: string
  responses: number
  min_rtt_ms: number | null
  throttled_count: number
  last_throttled_at: number | null
  /** Obeyed after a throttling answer (x-acs-retry-after). */
  blocked_until: number
}

export interface SyncPassesTable {
  id: Generated<number>
  started_at: number
  ended_at: number | null
  state: 'running' | 'done' | 'failed' | 'asks'
  /** 1 when counts and rows agreed at the end. */
  complete: Flag
  pages: number
  rows: number
  /** TotalCount of the vendor at the end; null before. */
  vendor_total: number | null
  /** JSON: identifiers that would be buried and need an admin's word (`asks`). */
  missing: string
  failure: string | null
}

/** Addresses of the list of certificates under a name. */
export interface SavedViewsTable {
  id: string
  owner_id: string
  /** As it was when the view was saved. */
  owner_email: string
  /** Unique among those of its owner. */
  name: string
  is_shared: Flag
  /** The query of the address, as viewParamsOf spells it. */
  params: string
  created_at: number
  updated_at: number
}

export interface LeasesTable {
  name: string
  owner: string
  epoch: number
  until: number
}

/** Small facts that one process leaves for the others: the worker's view of the vendor, RAM findings, requests. */
export interface FactsTable {
  name: string
  value: string
  at: number
}

export interface Tables {
  store_binding: StoreBindingTable
  users: UsersTable
  sessions: SessionsTable
  sign_in_throttle: SignInThrottleTable
  certificates: CertificatesTable
  certificate_annotations: CertificateAnnotationsTable
  certificate_tags: CertificateTagsTable
  authorities: AuthoritiesTable
  operations: OperationsTable
  operation_joins: OperationJoinsTable
  audit_events: AuditEventsTable
  audit_head: AuditHeadTable
  audit_checkpoints: AuditCheckpointsTable
  audit_shipping: AuditShippingTable
  limiter_slots: LimiterSlotsTable
  limiter_state: LimiterStateTable
  sync_passes: SyncPassesTable
  saved_views: SavedViewsTable
  leases: LeasesTable
  facts: FactsTable
  crls: CrlsTable
  crl_points: CrlPointsTable
  crl_checks: CrlChecksTable
  publications: PublicationsTable
  alarms: AlarmsTable
}
