import type { CheckpointStanding } from '#lib/audit/entry.ts'
import type { Session } from '#lib/auth/user.ts'
import type { ShippingStanding } from '#lib/audit/shipping.ts'
import type { AuditProtection } from '#lib/db/server/audit-protection.ts'
import type { SyncStatus } from '#lib/sync/schema.ts'

/** GET `/settings`: what this console is bound to and how it stands. Nothing secret. */
export type Settings = {
  binding: { mode: 'emulator' | 'alibaba'; endpoint: string; accountLabel: string }
  engine: 'sqlite' | 'postgres'
  /** What stands between this console and its audit records. */
  auditProtection: AuditProtection
  /** The key that signs the audit: the SHA-256 of its public half, and where it lies. */
  auditKey: { id: string; place: AuditKeyPlace }
  checkpoints: CheckpointStanding
  /** Where the audit is shipped to, and how far each of them is. */
  auditShipping: ShippingStanding[]
  sync: SyncStatus
  limiter: {
    operation: string
    usedLastSecond: number
    limit: number
    throttledCount: number
    lastThrottledAt: string | null
  }[]
  /** A clock more than three minutes off the vendor's, and whose: null is the machine that answers. */
  clockSkew: { skewMs: number; machine: string | null } | null
  sessions: Session[]
}

/**
 * `with_log`: in the data directory, as SQLite's file is. `same_machine`: elsewhere on the machine of the log. `apart`:
 * the log is in a database on another machine.
 */
export type AuditKeyPlace = 'with_log' | 'same_machine' | 'apart'

/**
 * Whether the credentials may do one action of RAM. Reads are tried; a write never is: it shows what its last real
 * call showed, and `not_tried` before one.
 */
export type RamFinding = {
  /** `yundun-cert:…` */
  action: string
  operation: string
  kind: 'read' | 'write'
  verdict: 'allowed' | 'denied' | 'unclear' | 'not_tried'
  /** Why it is unclear, or the vendor's code of a denial. */
  code: string | null
  requestId: string | null
  at: string | null
}

export type RamReport = { checkedAt: string; findings: RamFinding[] }
