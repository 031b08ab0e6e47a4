import { setTimeout as delay } from 'node:timers/promises'
import { randomUUID } from 'node:crypto'
import type { Actor } from '#lib/auth/actor.ts'
import { createCloud, type OpenCloud } from '#lib/cloud/server/create-cloud.ts'
import { staticCredentials } from '#lib/cloud/server/credentials.ts'
import { createLimiter } from '#lib/cloud/server/limiter/limiter.ts'
import type { Clock } from '#lib/core/clock.ts'
import type { Database } from '#lib/db/server/database.ts'
import { openEmergencyFile, type EmergencyFile } from '#lib/db/server/emergency-file.ts'
import { createAttempts } from '#lib/operations/server/attempts.ts'
import type { WriteStep } from '#lib/operations/server/machinery.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { auditSealNumber } from './audit-key.ts'

/** A verb's context as the console has it: the signed client, the real limiter, a vendor at `host` (loopback). */
export function signedContext(options: {
  db: Database
  dataDir: string
  host: string
  actor: Actor
  clock: Clock
  ratePerSecond: number
  reached?: (step: WriteStep) => void
  log?: VerbContext['log']
  /** A new one where it is left out. */
  emergency?: EmergencyFile
}): VerbContext & { cloud: OpenCloud } {
  const { db, clock, ratePerSecond } = options
  const owner = randomUUID()
  const log = options.log ?? (() => undefined)
  const limiter = createLimiter({ db, clock, ratePerSecond, mode: 'fast', owner })
  const cloud = createCloud({
    endpoint: { host: options.host, protocol: 'http:' },
    credentials: staticCredentials({
      accessKeyId: 'emulator-access-key',
      accessKeySecret: 'emulator-access-secret',
    }),
    limiter,
    clock,
    log,
  })
  return {
    actor: options.actor,
    correlationId: randomUUID(),
    clock,
    db,
    cloud,
    log,
    auditSeal: auditSealNumber(1),
    writes: {
      limiter,
      emergency: options.emergency ?? openEmergencyFile(options.dataDir),
      owner,
      wait: (ms, calledOff) => delay(ms, undefined, calledOff && { signal: calledOff }),
      attempts: createAttempts(),
      stopping: new AbortController().signal,
      reached: options.reached ?? (() => undefined),
    },
  }
}
