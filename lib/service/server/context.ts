import 'server-only'
import type { Actor } from '#lib/auth/actor.ts'
import type { CertificateCloud } from '#lib/cloud/server/port.ts'
import type { Clock } from '#lib/core/clock.ts'
import type { Database } from '#lib/db/server/database.ts'
import type { Log } from '#lib/log/server/log.ts'

/** What a verb runs in. Every transport builds one; tests build their own. */
export type VerbContext = {
  readonly actor: Actor
  readonly correlationId: string
  readonly clock: Clock
  readonly db: Database
  readonly cloud: CertificateCloud
  readonly log: Log
}
