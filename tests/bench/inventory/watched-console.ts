import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ended, start, until } from '../../e2e/support/stack.ts'
import { freePort } from '../../support/free-port.ts'
import { signIn } from '../sign-in.ts'

export type WatchedConsole = {
  readonly origin: string
  readonly cookie: string
  /** Of all its processes since then (epoch ms): the longest block of an event loop (ms), the most memory of one (bytes). */
  readonly seenSince: (since: number) => { block: number; memory: number }
  readonly stop: () => Promise<void>
}

const PASSWORD = 'a-long-password-for-tests'

/** The built console on a store that is there; no vendor answers. */
export async function startWatchedConsole(store: { dataDir: string; url?: string }): Promise<WatchedConsole> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rescind-watch-'))
  const port = await freePort()
  const child = start(['lib/setup/launcher.ts', '--no-env-file'], {
    RESCIND_CLOUD: 'emulator',
    CAS_ENDPOINT: '127.0.0.1:9',
    PORT: String(port),
    RESCIND_DATA_DIR: store.dataDir,
    ...(store.url !== undefined && { DATABASE_URL: store.url, RESCIND_SINGLE_REPLICA: '1' }),
    RESCIND_ADMIN_EMAIL: 'admin@example.test',
    RESCIND_ADMIN_PASSWORD: PASSWORD,
    LOG_LEVEL: 'error',
    BENCH_WATCH_FOLDER: folder,
    NODE_OPTIONS: `--import=${path.resolve(import.meta.dirname, '../fixtures/watch-loop.mjs')}`,
  })
  const origin = `http://127.0.0.1:${String(port)}`
  const stop = async () => {
    child.kill('SIGTERM')
    await ended(child)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await until(async () => (await fetch(`${origin}/api/health/ready`)).ok)
    const cookie = await signIn(origin, PASSWORD)
    return { origin, cookie, seenSince: (since) => seenIn(folder, since), stop }
  } catch (cause) {
    await stop()
    throw cause
  }
}

/** Half a second each: until its programs are loaded nobody waits for a process, and the worker's are after the console answers. */
const STARTING_LINES = 6

type Line = { at: number; block: number; memory: number }

function seenIn(folder: string, since: number): { block: number; memory: number } {
  const lines = readdirSync(folder).flatMap((name) =>
    readFileSync(path.join(folder, name), 'utf8')
      .trim()
      .split('\n')
      .slice(STARTING_LINES)
      // By fixtures/watch-loop.mjs.
      .map((line) => JSON.parse(line) as Line),
  )
  const recent = lines.filter(({ at }) => at > since)
  if (recent.length === 0) throw new Error('the processes of the console have not been watched')
  return {
    block: Math.max(...recent.map(({ block }) => block)),
    memory: Math.max(...recent.map(({ memory }) => memory)),
  }
}
