/** One record as GET `/api/audit` gives it. `at` is RFC 3339 UTC; the hash is 64 hex digits. */
export type AuditEntry = {
  sequence: number
  at: string
  actor: string
  /** The verb's name. Text: a record can be older, or newer, than this build's vocabulary. */
  action: string
  identifier: string | null
  serialNumber: string | null
  commonName: string | null
  outcome: string
  requestId: string | null
  reason: string | null
  ticket: string | null
  address: string | null
  correlationId: string
  hash: string
}

/** One record with its place in the chain. */
export type AuditRecordDetail = AuditEntry & {
  /** The role at that time; null for whoever had none. */
  role: string | null
  /** SHA-256 of the session id. */
  session: string | null
  operationId: string | null
  comment: string | null
  previousHash: string
  recordHash: string
  /** What is stored and hashed: canonical JSON on one line. */
  bytes: string
}

export type AuditPage = { items: AuditEntry[]; nextCursor: string | null; previousCursor: string | null }

/** What a walk along the whole chain has found. */
export type AuditVerification = {
  /** How many records were read. */
  count: number
  head: { sequence: number; hash: string }
  /** Null when every record holds on to the one before it. */
  firstBad: { sequence: number; problem: AuditProblem } | null
}

/**
 * `missing`: a sequence is not there. `record`: the bytes are not those that were hashed. `chain`: the record does
 * not follow from the one before. `columns`: the searchable columns say otherwise than the record. `head`: the chain
 * does not end where the head says.
 */
export type AuditProblem = 'missing' | 'record' | 'chain' | 'columns' | 'head'
