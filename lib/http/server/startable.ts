import 'server-only'
import { sessionSecretOf } from '#lib/auth/server/session-secret.ts'
import { config } from '#lib/config/server/env.ts'
import { isPreloaded } from '../preloaded.ts'

/** Throws, naming what is wrong, unless this process may serve the console. */
function assertStartable(): void {
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
    process.stderr.write(
      `rescind: ${cause instanceof Error ? cause.message : 'this process cannot serve the console'}\n`,
    )
    process.exit(1)
  }
}
