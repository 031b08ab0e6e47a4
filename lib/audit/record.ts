import type { Json } from '#lib/core/canonical-json.ts'
import type { AuditAction, AuditOutcome, AuditTarget } from './event.ts'

/** The version of the record's form; an exported log may hold several. */
export const RECORD_VERSION = 1

/** Who did it, as it stands in the record. Members that an actor does not have are absent. */
export type RecordedActor = {
  readonly kind: 'user' | 'anonymous' | 'worker' | 'shell'
  readonly label: string
  readonly userId?: string
  readonly role?: string
  /** SHA-256 of the session id: tells sessions apart and opens none. */
  readonly session?: string
  /** What acted in the user's name: `worker:deletions`. Absent where the user did. */
  readonly via?: string
}

/**
 * One record of the chain. Its canonical JSON (server/record-bytes.ts) is what is hashed: FORMAT.md, "Records" and
 * "Hashes".
 */
export type AuditRecord = {
  readonly v: typeof RECORD_VERSION
  readonly sequence: number
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string
  readonly actor: RecordedActor
  readonly address: string | null
  readonly action: AuditAction
  readonly outcome: AuditOutcome
  readonly target: AuditTarget | null
  readonly requestId: string | null
  readonly operationId: string | null
  readonly reason: string | null
  readonly ticket: string | null
  readonly comment: string | null
  readonly correlationId: string
  readonly details: Json
}
