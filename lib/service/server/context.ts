import 'server-only'
import type { AuditSeal } from '#lib/audit/server/checkpoint-memory.ts'
import type { Actor } from '#lib/auth/actor.ts'
import type { CertificateCloud } from '#lib/cloud/server/port.ts'
import type { Clock } from '#lib/core/clock.ts'
import type { Database } from '#lib/db/server/database.ts'
import type { Log } from '#lib/log/server/log.ts'
import type { WriteMachinery } from '#lib/operations/server/machinery.ts'

/** What a verb runs in. Every transport builds one; tests build their own. */
export type VerbContext = {
  readonly actor: Actor
  readonly correlationId: string
  readonly clock: Clock
  readonly db: Database
  readonly cloud: CertificateCloud
  readonly log: Log
  /** What signs the audit, and what it is known to have signed. */
  readonly auditSeal: AuditSeal
  /** What a remote write needs: limiter, emergency file, the seams of the fault tests. */
  readonly writes: WriteMachinery
}
