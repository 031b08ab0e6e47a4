import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { openDatabase } from '#lib/db/server/database.ts'
import { migrations } from '#lib/db/server/migrations.ts'
import { unprivileged } from '#tests/support/unprivileged.ts'

// What people type, as processes, over a data directory of their own.

const root = path.resolve(import.meta.dirname, '../../..')
const NODE = ['--disable-warning=ExperimentalWarning', '--conditions=react-server']
const running: ChildProcess[] = []
let dataDir = ''

beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'rescind-commands-'))
})
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

type User = { uid?: number; gid?: number }

function spawned(args: string[], env: Record<string, string> = {}, user: User = {}): ChildProcess {
  const child = spawn(process.execPath, args, {
    ...user,
    cwd: root,
    env: { ...process.env, RESCIND_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  return child
}

type End = { code: number | null; said: string; complained: string }

async function endOf(args: string[], env: Record<string, string> = {}, user: User = {}): Promise<End> {
  const child = spawned([...NODE, ...args], env, user)
  const end: End = { code: null, said: '', complained: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (end.said += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (end.complained += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { ...end, code }
}

const launcher = (words: string[], env: Record<string, string> = {}, user: User = {}) =>
  endOf(['lib/setup/launcher.ts', '--no-env-file', ...words], env, user)

/** The data directory goes to one whom modes bind, root or not. */
function giveAway(): User {
  const user = unprivileged()
  for (const name of ['.', ...readdirSync(dataDir)])
    if (user.uid !== undefined && user.gid !== undefined) chownSync(path.join(dataDir, name), user.uid, user.gid)
  return user
}

/** Root may have its checkout where nobody else can read; nobody else is shown to be refused there then. */
const isReadByOthers =
  spawnSync(process.execPath, ['--check', 'eslint.config.mjs'], {
    cwd: root,
    ...unprivileged(),
  }).status === 0

// Each of these starts several processes, one after another.
const patient = { timeout: 150_000 }

describe('the launcher', patient, () => {
  it('refuses a store of another account, and says how to go on', async () => {
    const first = await launcher(['migrate'])
    expect(first).toMatchObject({ code: 0, complained: '' })
    expect(first.said).toMatch(/^First start. Administrator: admin@localhost\nPassword \(shown this once\): \S+\n$/)
    const other = await launcher([], { RESCIND_CLOUD: 'alibaba', CAS_ENDPOINT: 'cas.example' })
    expect(other).toMatchObject({ code: 1, said: '' })
    expect(other.complained).toMatch(/^rescind: This store belongs to emulator at built-in emulator .*RESCIND_DATA_DIR/)
    expect(await launcher(['migrate'])).toEqual({ code: 0, said: '', complained: '' })
  })

  it('says that it brings an older store to this version, before that takes its time', async () => {
    const older = await openDatabase({ dataDir })
    const provider = { getMigrations: () => Promise.resolve(migrations('sqlite')) }
    await new Migrator({ db: older.db, provider }).migrateTo('0014-api-fields')
    await older.close()
    const { code, said } = await launcher(['migrate'])
    expect(code).toBe(0)
    expect(said).toMatch(/^Bringing the store to this version \(0015-more-orders, .*\)\. .*minutes\.\nFirst start\. /)
  })

  it('names the variable that is wrong, and not its value', async () => {
    const { code, complained } = await launcher([], { PORT: 'secret-in-the-wrong-place' })
    expect({ code, complained }).toEqual({
      code: 1,
      complained: 'rescind: PORT must be a whole number from 1 to 65535\n',
    })
  })

  it.each(['PORT', 'EMULATOR_PORT'])('says that the port of %s is taken, before it does anything', async (variable) => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const { code, said, complained } = await launcher([], { PORT: '23871', [variable]: String(port) })
    expect({ code, said }).toEqual({ code: 1, said: '' })
    expect(complained).toBe(
      `rescind: ${variable} ${String(port)} is taken: another program listens there on 127.0.0.1. Stop it, or choose another port.\n`,
    )
    server.close()
  })

  if (isReadByOthers) {
    it('refuses a data file that is read-only in a folder that is, and says which and what to do', async () => {
      await launcher(['migrate'])
      const user = giveAway()
      const file = path.join(dataDir, 'rescind.sqlite')
      chmodSync(file, 0o444)
      chmodSync(dataDir, 0o555)
      const refused = await launcher([], {}, user)
      expect(refused).toMatchObject({ code: 1, said: '' })
      expect(refused.complained).toMatch(/^rescind: .*\n$/)
      expect(refused.complained).toContain(`${file} cannot be written (SQLITE_READONLY_DIRECTORY)`)
      expect(refused.complained).toContain(`give ${dataDir} and every file in it to the user that runs Rescind`)
      chmodSync(file, 0o600)
      chmodSync(dataDir, 0o700)
      expect(await launcher(['migrate'], {}, user)).toEqual({ code: 0, said: '', complained: '' })
    })

    it('says so of a folder in which it cannot make its first files', async () => {
      const user = giveAway()
      chmodSync(dataDir, 0o555)
      const refused = await launcher([], {}, user)
      expect(refused).toMatchObject({ code: 1, said: '' })
      expect(refused.complained).toMatch(/^rescind: \S+ cannot be written \(EACCES\): .*\n$/)
    })
  }

  it('starts nothing for a part that it does not know', async () => {
    const { code, complained } = await launcher(['wroker'])
    expect(code).toBe(1)
    expect(complained).toContain('"wroker" is no part of Rescind')
  })
})

describe('npm run admin:reset', patient, () => {
  const reset = (...words: string[]) => endOf(['lib/setup/admin-reset.ts', '--no-env-file', ...words])

  it('gives an administrator a new one-time password, and the audit says so', async () => {
    await launcher(['migrate'])
    const { code, said, complained } = await reset('admin@localhost')
    expect({ code, complained }).toEqual({ code: 0, complained: '' })
    expect(said).toMatch(/^One-time password: \S{12,}\n$/)
    const { db, close } = await openDatabase({ dataDir })
    const { rows } = await sql`select action, outcome, actor from audit_events order by sequence desc limit 1`.execute(
      db,
    )
    expect(rows).toEqual([{ action: 'reset_password', outcome: 'done', actor: 'shell' }])
    await close()
  })

  it('refuses whom it does not know, and a store that nobody has made', async () => {
    await launcher(['migrate'])
    expect(await reset('nobody@localhost')).toEqual({
      code: 1,
      said: '',
      complained: 'There is no administrator with this address.\n',
    })
    expect(await reset()).toMatchObject({ code: 2, complained: 'Usage: npm run admin:reset -- EMAIL\n' })
    rmSync(path.join(dataDir, 'rescind.sqlite'))
    expect(await reset('admin@localhost')).toMatchObject({ code: 1, said: '' })
  })
})

describe('npm run emulator', patient, () => {
  it('ends with the process that started it, even when that is killed', async () => {
    const bootstrap = spawned([
      'lib/setup/run.mjs',
      'emulator',
      '--port',
      '0',
      '--data-dir',
      dataDir,
      '--certificates',
      '0',
    ])
    let said = ''
    bootstrap.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text))
    await expect.poll(() => said, { timeout: 60_000 }).toMatch(/listening on \S+\n/)
    const [url = ''] = /http:\S+/.exec(said) ?? []
    bootstrap.kill('SIGKILL')
    const answers = () =>
      fetch(url).then(
        () => true,
        () => false,
      )
    await expect.poll(answers, { timeout: 60_000 }).toBe(false)
  })
})
