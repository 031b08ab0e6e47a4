import 'server-only'
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { auditKeyOf } from '#lib/audit/server/audit-key.ts'
import { checkpointMemoryIn, type AuditSeal } from '#lib/audit/server/checkpoint-memory.ts'
import { leaveClockSkew } from '#lib/cloud/server/clock-skew-fact.ts'
import { createCloud, type CloudOptions, type OpenCloud } from '#lib/cloud/server/create-cloud.ts'
import { staticCredentials, vendorCredentialChain } from '#lib/cloud/server/credentials.ts'
import { createLimiter, type Limiter } from '#lib/cloud/server/limiter/limiter.ts'
import { readAuditKey } from '#lib/config/server/audit-key-file.ts'
import { config, type CloudConfig, type Config } from '#lib/config/server/env.ts'
import { systemClock, type Clock } from '#lib/core/clock.ts'
import { openDatabase, type Database, type Engine } from '#lib/db/server/database.ts'
import { emergencyFilesIn, openEmergencyFile, type EmergencyFile } from '#lib/db/server/emergency-file.ts'
import { assertMigrated } from '#lib/db/server/migrate.ts'
import { createLog, type Log } from '#lib/log/server/log.ts'
import { createAttempts } from '#lib/operations/server/attempts.ts'
import type { WriteMachinery } from '#lib/operations/server/machinery.ts'
import { assertBound } from '#lib/setup/binding.ts'
import { stopSignal } from '../stopping.ts'

/** What a process of the console has exactly one of. Console and worker build the same. */
export type Runtime = {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly db: Database
  readonly engine: Engine
  readonly limiter: Limiter
  readonly cloud: OpenCloud
  readonly auditSeal: AuditSeal
  readonly writes: WriteMachinery
  /** When sessions were last seen whose row could not be told, by their hash. */
  readonly unsavedSeen: Map<string, number>
  /** Closes what is open. A later `runtime()` opens it anew. */
  readonly close: () => Promise<void>
}

// Next bundles this module more than once (pages, routes, actions); all copies share one connection.
const shared: typeof globalThis & { [key: symbol]: Promise<Runtime> | undefined } = globalThis
const key = Symbol.for('rescind.runtime')

/**
 * The process's runtime, opened at the first call. A store that cannot be opened is tried again at the next one.
 * Throws StoreError for one that is not this build's, or not of the account that this process is configured for, and
 * ConfigError for an audit key that cannot be used.
 */
export function runtime(): Promise<Runtime> {
  const opening = (shared[key] ??= openRuntime(config()))
  opening.catch(() => {
    if (shared[key] === opening) shared[key] = undefined
  })
  return opening
}

async function openRuntime(settings: Config): Promise<Runtime> {
  const log = createLog(settings.logLevel)
  const clock = systemClock
  const { databaseUrl, dataDir } = settings.store
  const opened = await openDatabase({ url: databaseUrl ?? undefined, dataDir, readsAside: true })
  const { db, engine } = opened
  let auditSeal: AuditSeal
  try {
    await assertMigrated(db)
    await assertBound(db, settings.cloud)
    const key = auditKeyOf(await readAuditKey(settings.auditKeyFile))
    auditSeal = { key, memory: checkpointMemoryIn(settings.store) }
  } catch (cause) {
    await opened.close()
    throw cause
  }
  const owner = `${String(process.pid)}:${randomUUID()}`
  const { ratePerSecond, limiter: mode } = settings.cloud
  const limiter = createLimiter({ db, clock, ratePerSecond, mode, owner })
  const reportSkew = (skewMs: number | null): void => {
    // The log has it already; a store that takes nothing must not stop a call.
    leaveClockSkew({ db, clock, machine: hostname() }, skewMs).catch(() => undefined)
  }
  const cloud = cloudOf(settings.cloud, { limiter, clock, log, reportSkew })
  const emergency = emergencyFileOf(dataDir, log)
  const writes: WriteMachinery = {
    limiter,
    emergency,
    owner,
    wait: (ms, calledOff) => delay(ms, undefined, calledOff && { signal: calledOff }),
    attempts: createAttempts(),
    stopping: stopSignal(),
    reached: () => undefined,
  }
  const close = async () => {
    shared[key] = undefined
    await cloud.close()
    await opened.close()
  }
  return { config: settings, clock, log, db, engine, limiter, cloud, auditSeal, writes, unsavedSeen: new Map(), close }
}

/**
 * A data directory that takes nothing new must not end reading: the console then comes up without its emergency file,
 * and what an answer would have left there goes to stderr alone.
 */
function emergencyFileOf(dataDir: string, log: Log): EmergencyFile {
  try {
    return openEmergencyFile(dataDir)
  } catch (cause) {
    log('error', 'there is no emergency file', { cause: cause instanceof Error ? cause.name : 'unknown' })
    const append = (): never => {
      throw new Error('there is no emergency file')
    }
    return { ...emergencyFilesIn(dataDir), append }
  }
}

/** The demo pair of the emulator (README): a public constant, valid nowhere else. */
const emulatorCredentials = staticCredentials({
  accessKeyId: 'emulator-access-key',
  accessKeySecret: 'emulator-access-secret',
})

function cloudOf(
  settings: CloudConfig,
  parts: Pick<CloudOptions, 'clock' | 'limiter' | 'log' | 'reportSkew'>,
): OpenCloud {
  return createCloud({
    endpoint: { host: settings.host, protocol: settings.protocol },
    plainHttpHosts: settings.plainHttpHosts,
    credentials: settings.mode === 'alibaba' ? vendorCredentialChain() : emulatorCredentials,
    ...(settings.proxyUrl !== null && { proxyUrl: settings.proxyUrl }),
    ...(settings.noProxy !== null && { noProxy: settings.noProxy }),
    ...parts,
  })
}
