import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeAll, afterAll, expect, it } from 'vitest'
import { verifyChain } from '#lib/audit/server/verify.ts'
import { newAuditKey } from '#lib/config/server/audit-key-file.ts'
import { openEmergencyFile } from '#lib/db/server/emergency-file.ts'
import { bindStore } from '#lib/setup/binding.ts'
import { readSyncStatus } from '#lib/sync/server/status.ts'
import { judge } from '#tests/contract/audit/shipping/support.ts'
import { emulatorUnderTest, type EmulatorUnderTest } from '#tests/contract/emulator/support/emulator-under-test.ts'
import { endOfDue, scheduleDue } from '#tests/support/due-deletion.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { signedInUser } from '#tests/support/write-context.ts'

// The worker as the launcher starts it: a process of its own, over its environment and its store alone.

const root = path.resolve(import.meta.dirname, '../../..')

describeEachEngine('the worker process', (openStore, engine) => {
  let emulator: EmulatorUnderTest
  const running: ChildProcess[] = []

  beforeAll(async () => {
    emulator = await emulatorUnderTest({ certificates: 450 })
  })
  afterEach(async () => {
    for (const worker of running.splice(0)) await stopped(worker, 'SIGKILL')
  })
  afterAll(async () => emulator.remove())

  async function boundStore(): Promise<TestStore> {
    const store = await openStore()
    await writeFile(path.join(store.options.dataDir, 'audit-key.pem'), newAuditKey(), { mode: 0o600 })
    const bindingEndpoint = `127.0.0.1:${String(emulator.port)}`
    await bindStore(store.db, { mode: 'emulator', bindingEndpoint, accountLabel: 'Emulator' }, 1)
    return store
  }

  function start(store: TestStore, more: Record<string, string> = {}): { worker: ChildProcess; said: () => string } {
    const { dataDir, url } = store.options
    const worker = spawn(process.execPath, ['--conditions=react-server', 'lib/worker/main.ts'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: {
        ...process.env,
        RESCIND_CLOUD: 'emulator',
        CAS_ENDPOINT: `127.0.0.1:${String(emulator.port)}`,
        RESCIND_DATA_DIR: dataDir,
        ...(url === undefined ? {} : { DATABASE_URL: url, RESCIND_SINGLE_REPLICA: '1' }),
        ...more,
      },
    })
    running.push(worker)
    let said = ''
    worker.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
    return { worker, said: () => said }
  }

  it('mirrors the inventory, ships its audit, and stops when it is told to', async () => {
    const store = await boundStore()
    const shipped = path.join(store.options.dataDir, 'shipped.jsonl')
    const { worker, said } = start(store, { RESCIND_AUDIT_SHIP_FILE: shipped })
    await expect.poll(async () => (await readSyncStatus(store.db)).complete, { timeout: 40_000 }).toBe(true)
    expect(await readSyncStatus(store.db)).toMatchObject({ seen: 450, unreachable: null })
    expect((await readSyncStatus(store.db)).workerSeenAt).not.toBeNull()
    expect(await stopped(worker, 'SIGTERM'), said()).toBe(0)
    const leases = await store.db.selectFrom('leases').select('until').execute()
    expect(leases.map(({ until }) => until)).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
    // Its last word is about everything that it and others have recorded.
    const { head, checkpoints, firstBad } = await verifyChain(store.db)
    expect(existsSync(path.join(store.options.dataDir, 'audit-checkpoint-sqlite.jsonl'))).toBe(engine === 'sqlite')
    expect({ last: checkpoints.last?.sequence, firstBad }).toEqual({ last: head.sequence, firstBad: null })
    // And it has left the machine before the worker goes.
    const text = await readFile(shipped, 'utf8')
    expect(await judge(text, store.db)).toEqual({ repeated: 0, records: head.sequence, checkpoints: checkpoints.count })
    expect(text).toContain('"action":"change_audit_shipping"')
  }, 90_000)

  it('goes on after being killed in the middle of a pass', async () => {
    const store = await boundStore()
    await emulator.control.faults([{ operation: 'ListClientCertificate', kind: 'delay', probability: 1, ms: 400 }])
    const { worker } = start(store)
    const seen = async () => (await readSyncStatus(store.db)).running?.seen ?? 0
    await expect.poll(seen, { timeout: 40_000, interval: 20 }).toBeGreaterThan(0)
    await stopped(worker, 'SIGKILL')
    await emulator.control.send('DELETE', 'faults')
    expect((await readSyncStatus(store.db)).complete).toBe(false)
    // The dead worker's leases would run out by themselves.
    await store.db.updateTable('leases').set({ until: 0 }).execute()
    start(store)
    await expect.poll(async () => (await readSyncStatus(store.db)).complete, { timeout: 40_000 }).toBe(true)
    expect(await readSyncStatus(store.db)).toMatchObject({ seen: 450, vendorTotal: 450 })
  }, 120_000)

  it('carries out a deletion that is due, in the name of whoever scheduled it', async () => {
    const store = await boundStore()
    const [identifier = ''] = await emulator.control.add({ count: 1, status: 'REVOKE', notAfter: endOfDue() })
    const actor = await signedInUser(store, 'operator', 'requester')
    const operationId = randomUUID()
    await scheduleDue(store, `127.0.0.1:${String(emulator.port)}`, { actor, identifier, operationId })
    const { worker, said } = start(store)
    const state = async () =>
      (await store.db.selectFrom('operations').select('state').where('id', '=', operationId).executeTakeFirst())?.state
    await expect.poll(state, { timeout: 40_000 }).toBe('succeeded')
    expect(await stopped(worker, 'SIGTERM'), said()).toBe(0)
    const calls = (await emulator.control.ledger()).filter(
      ({ operation, parameters }) => operation === 'DeleteClientCertificate' && parameters['Identifier'] === identifier,
    )
    expect(calls).toMatchObject([{ applied: true, httpStatus: 200 }])
    const events = await store.db
      .selectFrom('audit_events')
      .select(['actor', 'outcome', 'record'])
      .where('operation_id', '=', operationId)
      .orderBy('sequence')
      .execute()
    expect(events.map(({ actor: by, outcome }) => [by, outcome])).toEqual([
      [actor.email, 'scheduled'],
      [actor.email, 'requested'],
      [actor.email, 'succeeded'],
    ])
    expect(events.map(({ record }) => record.includes('"via":"worker:deletions"'))).toEqual([false, true, true])
  }, 90_000)

  // Neither knows which engine it runs on.
  if (engine === 'postgres') return

  it('goes when its launcher goes', async () => {
    const store = await boundStore()
    const { worker } = start(store)
    await expect.poll(async () => (await readSyncStatus(store.db)).workerSeenAt, { timeout: 40_000 }).not.toBeNull()
    const ended = once(worker, 'exit')
    worker.disconnect()
    expect((await ended)[0]).toBe(0)
  }, 90_000)

  it('is not ended by what an earlier process has left, and tells of what it cannot read', async () => {
    const store = await boundStore()
    const left = openEmergencyFile(store.options.dataDir)
    left.append('{"requestId":"to')
    left.append('{"operationId":"of another store","settlement":{"state":"succeeded","request_id":"R-1"}}')
    const { worker, said } = start(store)
    await expect.poll(() => left.readAll(), { timeout: 40_000 }).toEqual([])
    const imports = await store.db
      .selectFrom('audit_events')
      .select(['outcome', 'request_id'])
      .where('action', '=', 'import_emergency')
      .orderBy('sequence')
      .execute()
    expect(imports).toEqual([
      { outcome: 'needs_human', request_id: null },
      { outcome: 'done', request_id: 'R-1' },
    ])
    await expect.poll(said).toContain('a line of the emergency file cannot be imported')
    expect(await stopped(worker, 'SIGTERM')).toBe(0)
  }, 90_000)

  it('refuses a store that belongs to another account, in a sentence', async () => {
    const store = await openStore()
    const foreign = { mode: 'alibaba', bindingEndpoint: 'cas.aliyuncs.com', accountLabel: 'production' } as const
    await bindStore(store.db, foreign, 1)
    const { worker, said } = start(store)
    expect(await once(worker, 'exit')).toEqual([1, null])
    expect(said()).toMatch(/^rescind worker: This store belongs to alibaba at cas.aliyuncs.com/)
  }, 60_000)

  it('refuses to work without the key that signs, in a sentence', async () => {
    const store = await boundStore()
    await rm(path.join(store.options.dataDir, 'audit-key.pem'))
    const { worker, said } = start(store)
    expect(await once(worker, 'exit')).toEqual([1, null])
    expect(said()).toMatch(/^rescind worker: RESCIND_AUDIT_KEY_FILE names a file that does not exist\n$/)
  }, 60_000)

  it('refuses a store that nobody has migrated, in a sentence', async () => {
    const store = await openStore({ migrated: false })
    const { worker, said } = start(store)
    expect(await once(worker, 'exit')).toEqual([1, null])
    expect(said()).toMatch(/^rescind worker: The store lacks .*npm start/)
  }, 60_000)
})

async function stopped(worker: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
  if (worker.exitCode === null && worker.signalCode === null) {
    const ended = once(worker, 'exit')
    worker.kill(signal)
    await ended
  }
  return worker.exitCode
}
