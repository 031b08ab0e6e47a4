import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '#tests/support/free-port.ts'

export const root = path.resolve(import.meta.dirname, '../../..')
const NODE = ['--disable-warning=ExperimentalWarning', '--conditions=react-server']

export type LedgerEntry = {
  operation: string
  parameters: Record<string, string>
  requestId: string
  httpStatus: number
  code: string | null
  applied: boolean
}
export type FaultKind =
  'throttle' | 'error500' | 'html502' | 'timeout_before' | 'timeout_after' | 'reset_after' | 'truncate' | 'delay'

/** Everything that `npm start` starts, on ports and in a folder of its own. */
export type Stack = {
  origin: string
  dataDir: string
  password: string
  /** What the console was started with: another one with the same, but for its port, shares everything. */
  settings: Record<string, string>
  ledger: () => Promise<LedgerEntry[]>
  /** Calls of one operation on one certificate. */
  callsOn: (operation: string, identifier: string) => Promise<LedgerEntry[]>
  issue: (request?: Record<string, unknown>) => Promise<string>
  issueMany: (request: Record<string, unknown>) => Promise<string[]>
  fail: (operation: string, kind: FaultKind, more?: { times?: number; ms?: number }) => Promise<void>
  clearFaults: () => Promise<void>
  setEmulator: (settings: Record<string, unknown>) => Promise<void>
  /** What console and worker have written to stderr so far. */
  stderr: () => string
  /** Freezes the emulator, so that the vendor is silent, and wakes it again. */
  silenceVendor: () => void
  wakeVendor: () => void
  stop: () => Promise<void>
}

export async function startStack(
  options: {
    certificates?: number
    env?: Record<string, string>
    /** Where the console's data is to be; the emulator's are never there. */
    dataDir?: string
  } = {},
): Promise<Stack> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rescind-e2e-'))
  const dataDir = options.dataDir ?? folder
  const [port, emulatorPort] = [await freePort(), await freePort()]
  const password = 'a-long-password-for-tests'
  const token = 'e2e-control'
  const emulator = start(
    [
      '--max-http-header-size=65536',
      'lib/emulator/main.ts',
      '--port',
      String(emulatorPort),
      '--data-dir',
      path.join(folder, 'emulator'),
      '--certificates',
      String(options.certificates ?? 60),
      '--seed',
      '7',
    ],
    { EMULATOR_CONTROL_TOKEN: token },
  )
  const emulatorUrl = `http://127.0.0.1:${String(emulatorPort)}`
  await until(
    async () => (await fetch(`${emulatorUrl}/_emulator/ledger`, { headers: { 'x-emulator-control-token': token } })).ok,
  )
  const settings = {
    RESCIND_CLOUD: 'emulator',
    CAS_ENDPOINT: `127.0.0.1:${String(emulatorPort)}`,
    PORT: String(port),
    RESCIND_DATA_DIR: dataDir,
    RESCIND_ADMIN_EMAIL: 'admin@example.test',
    RESCIND_ADMIN_PASSWORD: password,
    LOG_LEVEL: 'error',
    ...options.env,
  }
  const stderrFile = path.join(folder, 'stderr.log')
  const stderr = openSync(stderrFile, 'a')
  const console_ = start(['lib/setup/launcher.ts', '--no-env-file'], settings, { stderr })
  const origin = `http://127.0.0.1:${String(port)}`
  await until(async () => (await fetch(`${origin}/api/health/ready`)).ok).catch((cause: unknown) => {
    throw new Error(`no console: ${readFileSync(stderrFile, 'utf8')}`, { cause })
  })
  const url = options.env?.['DATABASE_URL']
  const store = url === undefined ? [] : [url]
  await ended(start(['tests/e2e/support/accounts-process.ts', dataDir, password, ...store], {}))

  async function control(method: string, route: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${emulatorUrl}/_emulator/${route}`, {
      method,
      headers: { 'x-emulator-control-token': token, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`the emulator answered ${String(answer.status)} to ${method} ${route}`)
    const text = await answer.text()
    return text === '' ? null : (JSON.parse(text) as unknown)
  }
  const ledger = async () => (await control('GET', 'ledger')) as LedgerEntry[]
  const issueMany = async (request: Record<string, unknown>) =>
    ((await control('POST', 'certificates', request)) as { identifiers: string[] }).identifiers
  return {
    origin,
    dataDir,
    password,
    settings,
    ledger,
    callsOn: async (operation, identifier) =>
      (await ledger()).filter(
        (entry) => entry.operation === operation && entry.parameters['Identifier'] === identifier,
      ),
    issueMany,
    issue: async (request = {}) => {
      const [identifier] = await issueMany({ count: 1, ...request })
      if (identifier === undefined) throw new Error('the emulator issued nothing')
      return identifier
    },
    fail: async (operation, kind, more = {}) => {
      await control('PUT', 'faults', { seed: 1, rules: [{ operation, kind, probability: 1, ...more }] })
    },
    clearFaults: async () => {
      await control('DELETE', 'faults')
    },
    setEmulator: async (settings) => {
      await control('PUT', 'settings', settings)
    },
    stderr: () => readFileSync(stderrFile, 'utf8'),
    silenceVendor: () => emulator.kill('SIGSTOP'),
    wakeVendor: () => emulator.kill('SIGCONT'),
    stop: async () => {
      emulator.kill('SIGCONT')
      console_.kill('SIGTERM')
      await ended(console_)
      closeSync(stderr)
      process.stderr.write(readFileSync(stderrFile, 'utf8'))
      emulator.kill('SIGTERM')
      await ended(emulator)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What the developer's shell says of a real account or another store must not reach a test. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const isForeign = (name: string) =>
    /^(ALIBABA_CLOUD_|CAS_|RESCIND_|DATABASE_|NEXTAUTH_|EMULATOR_|PORT$|HTTPS?_PROXY$|NO_PROXY$|NODE_OPTIONS$)/i.test(
      name,
    )
  return {
    NODE_ENV: 'production',
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !isForeign(name))),
  }
}

export function start(
  args: string[],
  env: Record<string, string>,
  { flags = NODE, stderr = 'inherit' }: { flags?: string[]; stderr?: 'inherit' | 'pipe' | number } = {},
): ChildProcess {
  return spawn(process.execPath, [...flags, ...args], {
    cwd: root,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'ignore', stderr, 'ipc'],
  })
}

export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

export async function until(isReady: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 60_000
  for (;;) {
    if (await isReady().catch(() => false)) return
    if (Date.now() > giveUpAt) throw new Error('the stack does not answer')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
