import { existsSync } from 'node:fs'
import path from 'node:path'
import { config, ConfigError, type Config } from '#lib/config/server/env.ts'
import { prepareSecrets, type Secrets } from '#lib/config/server/secrets.ts'
import { StoreError } from '#lib/db/server/store-error.ts'
import { ensureBuilt } from './build.ts'
import { messageFrom, startChild, stopChildren, type Child } from './children.ts'
import { prepareStore } from './prepare-store.ts'

// `npm start`: everything between a checkout and a console that answers. `launcher.ts [console|worker|migrate]` runs
// one part of it; without a word it runs all. It owns the order of the start and the stop, and no rule of the product.

const root = path.resolve(import.meta.dirname, '../..')
const SERVER = ['--conditions=react-server']
const STOP_WITHIN_MS = 14_000
const READY_WITHIN_MS = 60_000

const words = process.argv.slice(2)
const isDevelopment = words.includes('--dev')
const part = words.find((word) => !word.startsWith('--')) ?? 'all'
const children: Child[] = []
let isStopping = false

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

async function main(): Promise<void> {
  if (existsSync(path.join(root, '.env'))) process.loadEnvFile(path.join(root, '.env'))
  const settings = config()
  const secrets = await prepareSecrets(settings)
  const firstAdmin = await prepareStore(settings)
  if (firstAdmin) announceAdmin(firstAdmin)
  if (part === 'migrate') return
  const building = part === 'worker' || isDevelopment ? Promise.resolve(false) : ensureBuilt()
  const emulatorPort = part === 'all' && settings.cloud.startsEmulator ? await startEmulator(settings) : null
  await building
  const env = childEnvironment(settings, secrets, emulatorPort)
  if (part !== 'console') watch(startChild('worker', [...SERVER, 'lib/worker/main.ts'], env, root))
  if (part !== 'worker') await startConsole(settings, env)
}

function announceAdmin({ email, generatedPassword }: { email: string; generatedPassword: string | null }): void {
  say(`First start. Administrator: ${email}`)
  if (generatedPassword !== null) say(`Password (shown this once): ${generatedPassword}`)
}

async function startEmulator(settings: Config): Promise<number> {
  const args = [
    ...SERVER,
    // A CSR travels in the URL.
    '--max-http-header-size=65536',
    'lib/emulator/main.ts',
    '--port',
    String(settings.emulator.port),
    '--data-dir',
    path.join(settings.store.dataDir, 'emulator'),
    '--certificates',
    String(settings.emulator.certificates),
  ]
  const emulator = watch(startChild('emulator', args, process.env, root))
  const { port } = await messageFrom(emulator, 'listening')
  return typeof port === 'number' ? port : settings.emulator.port
}

function childEnvironment(settings: Config, secrets: Secrets, emulatorPort: number | null): NodeJS.ProcessEnv {
  return {
    ...process.env,
    RESCIND_DATA_DIR: settings.store.dataDir,
    NEXTAUTH_SECRET: secrets.sessionSecret,
    NEXTAUTH_URL: settings.web.publicOrigin,
    ...(emulatorPort === null ? {} : { EMULATOR_PORT: String(emulatorPort) }),
    // Our own drain (preload.ts) ends the process; Next's waits without limit.
    NEXT_MANUAL_SIG_HANDLE: 'true',
    NODE_ENV: isDevelopment ? 'development' : 'production',
  }
}

async function startConsole(settings: Config, env: NodeJS.ProcessEnv): Promise<void> {
  const { host, port, publicOrigin } = settings.web
  const next = ['node_modules/next/dist/bin/next', isDevelopment ? 'dev' : 'start', '-H', host, '-p', String(port)]
  watch(startChild('console', ['--import', './lib/setup/preload.ts', ...next], env, root))
  await untilLive(`http://${host.includes(':') ? `[${host}]` : host}:${String(port)}/api/health/live`)
  const { mode, host: cloudHost, accountLabel } = settings.cloud
  say(
    mode === 'emulator'
      ? `Mode: emulator (${cloudHost}); nothing reaches Alibaba Cloud`
      : `Mode: alibaba, account ${accountLabel}, endpoint ${cloudHost}`,
  )
  say(`Console: ${publicOrigin}`)
  say(`Sign in as: ${settings.auth.adminEmail}`)
}

async function untilLive(url: string): Promise<void> {
  const giveUpAt = Date.now() + READY_WITHIN_MS
  for (;;) {
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok === true || isStopping) return
    if (Date.now() > giveUpAt) throw new Error('the console does not answer')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** A part that ends by itself ends the whole: half a console would look like a whole one. */
function watch(child: Child): Child {
  children.push(child)
  void child.ended.then((sentence) => {
    if (!isStopping) void stop(1, `${sentence}; stopping`)
  })
  return child
}

async function stop(code: number, sentence?: string): Promise<void> {
  if (isStopping) return
  isStopping = true
  if (sentence !== undefined) process.stderr.write(`rescind: ${sentence}\n`)
  await stopChildren(children, STOP_WITHIN_MS)
  process.exit(code)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))
process.on('disconnect', () => void stop(0))

try {
  await main()
} catch (cause) {
  // What an operator can mend is a sentence; anything else shows where it happened.
  const isForOperator = cause instanceof ConfigError || cause instanceof StoreError
  const text = cause instanceof Error ? (isForOperator ? cause.message : (cause.stack ?? cause.message)) : String(cause)
  await stop(1, text)
}
