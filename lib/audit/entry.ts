/** One record as GET `/api/audit` gives it. `at` is RFC 3339 UTC; the hash is 64 hex digits. */
export type AuditEntry = {
  sequence: number
  at: string
  actor: string
  /** The loop of the worker that acted in the user's name; null where the user did. */
  via: string | null
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
  /** The signed checkpoints that were checked with it. */
  checkpoints: { count: number; last: { sequence: number; at: string } | null }
  /** Null when every record holds on to the one before it. */
  firstBad: { sequence: number; problem: AuditProblem } | null
}

/**
 * `missing`: a sequence is not there. `record`: the bytes are not those that were hashed. `chain`: the record does
 * not follow from the one before. `columns`: the searchable columns say otherwise than the record. `head`: the chain
 * does not end where the head says. `checkpoint`: a signed checkpoint is not one of a key of this log, or does not fit
 * the chain.
 */
export const auditProblems = ['missing', 'record', 'chain', 'columns', 'head', 'checkpoint'] as const
export type AuditProblem = (typeof auditProblems)[number]

/** How far the chain is signed. */
export type CheckpointStanding = {
  /** Null: nothing is signed yet. */
  last: { sequence: number; at: string; keyId: string } | null
  /** The last record. */
  head: number
  /** Why nothing is signed any more: the first record that did not hold. */
  refused: { sequence: number; problem: AuditProblem } | null
}
