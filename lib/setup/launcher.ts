import path from 'node:path'
import { auditKeyOf } from '#lib/audit/server/audit-key.ts'
import { publicKeyFileOf } from '#lib/config/server/audit-key-file.ts'
import { config, ConfigError, type Config } from '#lib/config/server/env.ts'
import { prepareSecrets } from '#lib/config/server/secrets.ts'
import { StoreError } from '#lib/db/server/store-error.ts'
import { ensureBuilt } from './build.ts'
import { messageFrom, startChild, stopChildren, type Child } from './children.ts'
import { consoleEnvironment, emulatorEnvironment, readEnvFile, workerEnvironment } from './environment.ts'
import { launchOrderOf, type LaunchOrder } from './launch-order.ts'
import { outliveTerminal } from './outlive-terminal.ts'
import { prepareStore, type PreparedStore } from './prepare-store.ts'
import { refuseTakenPort } from './taken-port.ts'
import { inUsableStore } from './usable-store.ts'

// `npm start`: everything between a checkout and a console that answers. `launcher.ts [console|worker|migrate]` runs
// one part of it; without a word it runs all. It owns the order of the start and the stop, and no rule of the product.

const root = path.resolve(import.meta.dirname, '../..')
const SERVER = ['--conditions=react-server']
/** What a page leaves behind is little; left to itself V8 lets it grow to some hundred megabytes before it clears away. */
const SMALL_HEAP = ['--max-semi-space-size=4']
const STOP_WITHIN_MS = 14_000
const READY_WITHIN_MS = 60_000

const children: Child[] = []
const stopping = new AbortController()
let building: Promise<unknown> = Promise.resolve()
const isStopping = () => stopping.signal.aborted

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

async function main({ part, isDevelopment, readsEnvFile }: LaunchOrder): Promise<void> {
  if (readsEnvFile) readEnvFile(root)
  const settings = config()
  const [hasConsole, hasWorker] = [part === 'all' || part === 'console', part === 'all' || part === 'worker']
  const hasEmulator = part === 'all' && settings.cloud.startsEmulator
  if (hasConsole) await refuseTakenPort('PORT', settings.web.port, settings.web.host)
  if (hasEmulator) await refuseTakenPort('EMULATOR_PORT', settings.emulator.port, '127.0.0.1')
  const secrets = await inUsableStore(settings.store, () => prepareSecrets(settings))
  if (!secrets.isPublicKeyWritten) {
    say(`${publicKeyFileOf(settings.auditKeyFile)} cannot be written. The audit log offers the public key too.`)
  }
  const store = await inUsableStore(settings.store, () =>
    prepareStore(settings, auditKeyOf(secrets.auditKey), announceUpgrade),
  )
  announceAdmin(store)
  if (!isDevelopment && hasConsole) building = ensureBuilt(stopping.signal)
  // It is waited for below, perhaps after it has failed.
  building.catch(() => undefined)
  const emulatorPort = hasEmulator ? await startEmulator(settings) : null
  await building
  if (isStopping()) return
  const given = { settings, secrets, emulatorPort, isDevelopment }
  if (hasConsole) await startConsole(settings, consoleEnvironment(process.env, given), isDevelopment)
  if (isStopping()) return
  // After the console: somebody waits for that one, and on a small machine they would hinder each other.
  if (hasWorker) watch(start('worker', [...SERVER, 'lib/worker/main.ts'], workerEnvironment(process.env, given)))
  if (hasConsole) announceConsole(settings, store)
}

/** A start that says nothing for minutes is taken for one that hangs, and is killed. */
function announceUpgrade(names: readonly string[]): void {
  say(`Bringing the store to this version (${names.join(', ')}). With a million certificates this takes minutes.`)
}

function announceAdmin({ firstAdmin }: PreparedStore): void {
  if (firstAdmin === null) return
  say(`First start. Administrator: ${firstAdmin.email}`)
  if (firstAdmin.generatedPassword !== null) say(`Password (shown this once): ${firstAdmin.generatedPassword}`)
}

function announceConsole({ cloud, web }: Config, { signInEmail }: PreparedStore): void {
  say(
    cloud.mode === 'emulator'
      ? `Mode: emulator (${cloud.host}); nothing reaches Alibaba Cloud`
      : `Mode: alibaba, account ${cloud.accountLabel}, endpoint ${cloud.host}`,
  )
  say(`Console: ${web.publicOrigin}`)
  if (signInEmail !== null) say(`Sign in as: ${signInEmail}`)
}

async function startEmulator(settings: Config): Promise<number> {
  const port = String(settings.emulator.port)
  const options = {
    '--port': port,
    '--data-dir': path.join(settings.store.dataDir, 'emulator'),
    '--certificates': String(settings.emulator.certificates),
    // EMULATOR_PORT may change between two starts: what is signed from now on points to the new address.
    '--public-url': `http://127.0.0.1:${port}`,
  }
  // A CSR travels in the URL.
  const program = [...SERVER, '--max-http-header-size=65536', 'lib/emulator/main.ts']
  const args = [...program, ...Object.entries(options).flat()]
  const emulator = watch(start('emulator', args, emulatorEnvironment(process.env, settings)))
  await messageFrom(emulator, 'listening')
  return settings.emulator.port
}

/** Resolves when the console answers, and no other program on its port. */
async function startConsole({ web }: Config, env: NodeJS.ProcessEnv, isDevelopment: boolean): Promise<void> {
  const { host, port } = web
  const next = ['node_modules/next/dist/bin/next', isDevelopment ? 'dev' : 'start', '-H', host, '-p', String(port)]
  const child = watch(start('console', [...SMALL_HEAP, '--import', './lib/setup/preload.ts', ...next], env))
  // `next dev` listens in a process of its own, which has no channel to us.
  if (!isDevelopment) await messageFrom(child, 'listening')
  await untilLive(`http://${host.includes(':') ? `[${host}]` : host}:${String(port)}/api/health/live`)
}

async function untilLive(url: string): Promise<void> {
  const giveUpAt = Date.now() + READY_WITHIN_MS
  for (;;) {
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok === true || isStopping()) return
    if (Date.now() > giveUpAt) throw new Error('the console does not answer')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function start(name: string, args: readonly string[], env: NodeJS.ProcessEnv): Child {
  return startChild(name, args, env, root)
}

/** A part that ends by itself ends the whole: half a console would look like a whole one. */
function watch(child: Child): Child {
  children.push(child)
  void child.ended.then((sentence) => stop(1, `${sentence}; stopping`))
  return child
}

async function stop(code: number, sentence?: string): Promise<void> {
  if (isStopping()) return
  stopping.abort()
  if (sentence !== undefined) process.stderr.write(`rescind: ${sentence}\n`)
  await Promise.all([stopChildren(children, STOP_WITHIN_MS), building.catch(() => undefined)])
  process.exit(code)
}

outliveTerminal()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))
// Whoever started us is gone, perhaps killed.
if (process.channel) process.on('disconnect', () => void stop(0))

try {
  const order = launchOrderOf(process.argv.slice(2))
  if (order.ok) await main(order.value)
  else await stop(1, order.error)
  // A migration is done here. With children it is they who keep this process alive, not the channel to who started it.
  if (order.ok && order.value.part === 'migrate') await stop(0)
} catch (cause) {
  // What an operator can mend is a sentence; anything else shows where it happened.
  const isForOperator = cause instanceof ConfigError || cause instanceof StoreError
  const text = cause instanceof Error ? (isForOperator ? cause.message : (cause.stack ?? cause.message)) : String(cause)
  await stop(1, text)
}
