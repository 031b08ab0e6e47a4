import { existsSync } from 'node:fs'
import path from 'node:path'
import { ConfigError, type Config } from '#lib/config/server/env.ts'
import type { Secrets } from '#lib/config/server/secrets.ts'

// One environment for all processes: the launcher reads `.env` and nobody else reads any file. What each child is given
// is decided here, and none is given what it does not need.

/** What Next would read beside `.env`, and people therefore write. */
const OTHER_FILES = [
  '.env.local',
  '.env.production',
  '.env.production.local',
  '.env.development',
  '.env.development.local',
] as const

/**
 * Reads `.env` in `folder` into this process's environment, where what is set already stays. Throws ConfigError where
 * somebody has written into another file: it would be ignored, and what it says may be the account.
 */
export function readEnvFile(folder: string): void {
  const ignored = OTHER_FILES.filter((name) => existsSync(path.join(folder, name)))
  if (ignored.length > 0) {
    const message = 'is not read: move what it says into .env'
    throw new ConfigError(ignored.map((variable) => ({ variable, message })))
  }
  const file = path.join(folder, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
}

type Environment = Readonly<Record<string, string | undefined>>

/** What a program needs to run at all. */
const OF_THE_SYSTEM =
  /^(PATH|PATHEXT|HOME|USERPROFILE|SYSTEMROOT|WINDIR|COMSPEC|TMPDIR|TEMP|TMP|TZ|LANG|LC_\w+|NODE_\w+|NO_COLOR|FORCE_COLOR)$/i

function systemOf(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => OF_THE_SYSTEM.test(name)))
}

/** The emulator is a neighbour: no secret of the console's, no key of the vendor's. */
export function emulatorEnvironment(env: Environment, settings: Config): NodeJS.ProcessEnv {
  const token = settings.emulator.controlToken
  return { ...systemOf(env), NODE_ENV: 'production', ...(token !== null && { EMULATOR_CONTROL_TOKEN: token }) }
}

/** The build knows no account and no store. */
export function buildEnvironment(env: Environment): NodeJS.ProcessEnv {
  const ofNext = Object.entries(env).filter(([name]) => /^NEXT_/.test(name))
  return { ...systemOf(env), ...Object.fromEntries(ofNext), NODE_ENV: 'production', ...NEXT_READS_NO_FILE }
}

/** Next then takes the environment for complete. Should a later Next not: the console refuses to start (startable.ts). */
const NEXT_READS_NO_FILE = { __NEXT_PROCESSED_ENV: 'true' }

/** The owner's role is for migrations, the password for the first administrator: both are done by now. */
const FOR_THE_LAUNCHER_ALONE = ['DATABASE_MIGRATION_URL', 'RESCIND_ADMIN_PASSWORD', 'EMULATOR_CONTROL_TOKEN']

type Given = {
  settings: Config
  secrets: Pick<Secrets, 'sessionSecret'>
  emulatorPort: number | null
  isDevelopment: boolean
}

/** What the worker gets; the console gets all of it but the shipping, so that they parse the rest the same. */
export function workerEnvironment(env: Environment, given: Given): NodeJS.ProcessEnv {
  const { settings, secrets, emulatorPort, isDevelopment } = given
  const handed = Object.entries(env).filter(([name]) => !FOR_THE_LAUNCHER_ALONE.includes(name))
  return {
    ...FEW_ARENAS,
    ...Object.fromEntries(handed),
    RESCIND_DATA_DIR: settings.store.dataDir,
    NEXTAUTH_SECRET: secrets.sessionSecret,
    NEXTAUTH_URL: settings.web.publicOrigin,
    ...(emulatorPort === null ? {} : { EMULATOR_PORT: String(emulatorPort) }),
    NODE_ENV: isDevelopment ? 'development' : 'production',
  }
}

/** glibc keeps what each thread has freed for that thread: of all the threads of Node these are some twenty megabytes. */
const FEW_ARENAS = { MALLOC_ARENA_MAX: '2' }

/** The worker ships the audit: where to, and what opens that door, is nothing that a page needs. */
const FOR_THE_WORKER_ALONE = /^RESCIND_AUDIT_SHIP_/

export function consoleEnvironment(env: Environment, given: Given): NodeJS.ProcessEnv {
  const handed = Object.entries(env).filter(([name]) => !FOR_THE_WORKER_ALONE.test(name))
  return {
    ...workerEnvironment(Object.fromEntries(handed), given),
    ...NEXT_READS_NO_FILE,
    // Our own drain (preload.ts) ends the process; Next's waits without limit.
    NEXT_MANUAL_SIG_HANDLE: 'true',
  }
}
