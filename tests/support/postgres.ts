import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { postgresBinaries, type PostgresSource } from './postgres-binaries.ts'
import { storeFolder } from './store-folder.ts'
import { unprivileged } from './unprivileged.ts'

export type PostgresServer = {
  /** Of its database `postgres`, as a superuser. */
  readonly url: string
  readonly stop: () => Promise<void>
}

export type OwnPostgres = PostgresServer & {
  /** As an administrator stops it: connections are cut, the data stays. */
  readonly halt: () => Promise<void>
  /** The same server again, after `halt`. */
  readonly resume: () => Promise<void>
}

export type PostgresOptions = {
  /** Where to look for the program; by default everywhere. */
  readonly sources?: readonly PostgresSource[]
  /** It waits for the disk, as a real one does: for measuring. */
  readonly isDurable?: boolean
  /** It keeps its pages in a quarter of the memory, as its manual advises for a server of its own: for measuring. */
  readonly isLarge?: boolean
}

/** The server of TEST_DATABASE_URL, else one of our own that listens on a socket in its own folder alone. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const url = process.env['TEST_DATABASE_URL']
  return url === undefined ? await startOwnPostgres(options) : { url, stop: () => Promise.resolve() }
}

export async function startOwnPostgres({
  sources,
  isDurable = false,
  isLarge = false,
}: PostgresOptions = {}): Promise<OwnPostgres> {
  // In memory its files, thousands in a run of the tests, are made in a third less time.
  const isOnDisk = isDurable || isLarge
  const folder = isOnDisk ? mkdtempSync(path.join(os.tmpdir(), 'rescind-pg-')) : storeFolder('rescind-pg-')
  try {
    const bin = postgresBinaries(folder, sources)
    const { uid, gid } = unprivileged()
    // A copy of the program included: whoever serves also clears away.
    if (uid !== undefined && gid !== undefined) spawnSync('chown', ['-R', `${uid}:${gid}`, folder])
    chmodSync(folder, 0o700)
    initialise(bin, folder)
    const settings = [...COMMON, ...(isDurable ? [] : FAST), ...(isLarge ? [quarterOfMemory()] : [])]
    return restartable(await serve(bin, folder, settings), () => serve(bin, folder, settings))
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true })
    throw cause
  }
}

/** No libpq variable of the developer's reaches the server; the locale is the one that the product demands. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC', NODE_ENV: 'test' }
}

function initialise(bin: string, folder: string): void {
  const data = path.join(folder, 'data')
  const options = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']
  const result = spawnSync(path.join(bin, 'initdb'), options, {
    ...unprivileged(),
    cwd: folder,
    env: environment(),
    encoding: 'utf8',
  })
  if (result.status !== 0) throw new Error(`initdb failed: ${result.error?.message ?? result.stderr}`)
}

/**
 * A runner that is killed runs no clean-up, so the clean-up is not the runner's: a shell holds the reading end of a
 * pipe, and when that ends (asked for, or because the writer died) it stops the server and removes the folder, which
 * only the word `keep` saves.
 */
const KEEPER =
  '"$@" <&- & server=$!; read -r word; kill -INT $server; wait $server; cd /; [ "$word" = keep ] || rm -rf "$FOLDER" 2>/dev/null'

/** Nothing of the tests has to survive a power cut, so nothing waits for the disk. */
const FAST = ['fsync=off', 'full_page_writes=off']

function quarterOfMemory(): string {
  return `shared_buffers=${String(Math.floor(os.totalmem() / 4 / 1024 / 1024))}MB`
}

const COMMON = ['max_connections=200', 'log_min_messages=panic']

function restartable(first: ServedPostgres, again: () => Promise<ServedPostgres>): OwnPostgres {
  let served = first
  return {
    url: first.url,
    stop: () => served.stop(),
    halt: () => served.halt(),
    resume: async () => {
      served = await again()
    },
  }
}

type ServedPostgres = Omit<OwnPostgres, 'resume'>

async function serve(bin: string, folder: string, settings: readonly string[]): Promise<ServedPostgres> {
  const server = [path.join(bin, 'postgres'), '-D', path.join(folder, 'data'), '-k', folder, '-c', 'listen_addresses=']
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'keeper', ...server, ...settings.flatMap((value) => ['-c', value])], {
    ...unprivileged(),
    cwd: folder,
    env: { ...environment(), FOLDER: folder },
    stdio: ['pipe', 'ignore', 'inherit'],
    // Ctrl-C must not reach the server before the tests are done with it.
    detached: true,
  })
  const ended = once(keeper, 'exit')
  const url = `postgres://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`
  const stop = async () => {
    keeper.stdin.end()
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  const halt = async () => {
    keeper.stdin.end('keep\n')
    await ended
  }
  try {
    await untilItAnswers(url)
  } catch (cause) {
    await stop()
    throw cause
  }
  return { url, stop, halt }
}

async function untilItAnswers(url: string): Promise<void> {
  const giveUpAt = performance.now() + 30_000
  for (;;) {
    try {
      await query(url, 'select 1')
      return
    } catch (cause) {
      if (performance.now() > giveUpAt) throw cause
      await delay(30)
    }
  }
}

/**
 * An empty database on the server at `url`, made as the README tells an administrator to; with `template`, a copy of
 * that one, on which nobody may be connected.
 */
export async function createDatabase(
  url: string,
  { locale = `encoding 'UTF8' locale 'C.UTF-8'`, template = 'template0' } = {},
): Promise<{ url: string; name: string; drop: () => Promise<void> }> {
  const name = `test_${randomBytes(8).toString('hex')}`
  const administrator = administratorOf(url)
  // Copying files is half as slow as writing them through the log, and these databases are small and many.
  await administrator.query(`create database ${name} template ${template} ${locale} strategy file_copy`)
  const database = new URL(url)
  database.pathname = `/${name}`
  const drop = async () => {
    await administrator.query(`drop database ${name} with (force)`)
  }
  return { url: database.href, name, drop }
}

type Administrators = Map<string, pg.Pool>

const administratorsKey = Symbol.for('administrators of the tests')
const shared: typeof globalThis & { [key: symbol]: Administrators | undefined } = globalThis

/**
 * One connection of this process to each server, made anew when it was idle for long: to connect takes as long as to
 * make a database. It outlives the modules of a file of tests.
 */
function administratorOf(url: string): pg.Pool {
  const administrators = (shared[administratorsKey] ??= new Map<string, pg.Pool>())
  const known = administrators.get(url)
  if (known) return known
  const pool = new pg.Pool({ connectionString: url, max: 1, allowExitOnIdle: true })
  // A server that is stopped ends it, which is no failure of a test.
  pool.on('error', () => undefined)
  administrators.set(url, pool)
  return pool
}

export async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}
