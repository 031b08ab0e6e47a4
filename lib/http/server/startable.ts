import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'
import { sessionSecretOf } from '#lib/auth/server/session-secret.ts'
import { assertEnvironmentKept, config, ConfigError } from '#lib/config/server/env.ts'
import { isStoreError, storeFailureOf } from '#lib/db/server/store-error.ts'
import { createLog } from '#lib/log/server/log.ts'
import { importEmergencyRecords } from '#lib/operations/server/import-emergency.ts'
import { isPreloaded } from '../preloaded.ts'
import { contextFor } from './context.ts'

const AGAIN_AFTER_MS = 5_000

/** Throws, naming what is wrong, unless this process may serve the console. */
function assertStartable(): void {
  assertEnvironmentKept()
  sessionSecretOf(config())
  if (isPreloaded()) return
  // Without it a client could name its own address in the audit, and any Host would be believed.
  throw new Error('lib/setup/preload.ts is not loaded: start the console with "npm start"')
}

/** Next logs what `register` throws and then serves all the same: so the process ends here. */
export function endUnlessStartable(): void {
  try {
    assertStartable()
  } catch (cause) {
    end(cause)
  }
}

/**
 * Opens the store before anybody asks and brings home what an earlier console of this data directory could not store.
 * A store that is away or full is tried again; one of another account or another build ends the process,
 * and so does an audit key that cannot be used.
 */
export async function bringHome(): Promise<void> {
  for (;;) {
    try {
      await importEmergencyRecords(await contextFor({ kind: 'worker', name: 'console' }))
      return
    } catch (cause) {
      if (isStoreError(cause) || cause instanceof ConfigError) end(cause)
      const name = cause instanceof Error ? cause.name : 'unknown'
      createLog(config().logLevel)('warn', 'the store cannot be used yet', { name, failure: storeFailureOf(cause) })
    }
    await delay(AGAIN_AFTER_MS, undefined, { ref: false })
  }
}

function end(cause: unknown): never {
  process.stderr.write(`rescind: ${cause instanceof Error ? cause.message : 'this process cannot serve the console'}\n`)
  process.exit(1)
}
