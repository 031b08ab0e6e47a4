import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fileDestination } from '#lib/audit/server/ship/file-destination.ts'
import { readKept } from '#lib/audit/verify/verify-export.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { startProcess, type StartedProcess } from '#tests/support/node-process.ts'
import type { ShipOrders } from './ship-process.ts'
import { announced, contextOn, happen, judge, sign, type TestContext } from './support.ts'

// Shipping by processes of their own, which are killed, and of which there are two.

describeEachEngine('a worker that ships', (openStore, engine) => {
  let store: TestStore
  let context: TestContext
  let folder: string
  let file: string
  const started: StartedProcess[] = []
  beforeEach(async () => {
    store = await openStore()
    context = contextOn(store, { now: () => Date.now() })
    folder = mkdtempSync(path.join(os.tmpdir(), 'rescind-ship-'))
    file = path.join(folder, 'audit.jsonl')
    await announced(context, fileDestination(file))
  })
  afterEach(async () => {
    for (const { child, ended } of started.splice(0)) {
      child.kill('SIGKILL')
      await ended
    }
    rmSync(folder, { recursive: true })
  })

  function start(orders: Partial<ShipOrders> = {}, flags: readonly string[] = []): StartedProcess {
    const given = { store: store.options, file, ...orders }
    const one = startProcess('tests/contract/audit/shipping/ship-process.ts', given, flags)
    started.push(one)
    return one
  }
  const arrived = () => (existsSync(file) ? readFileSync(file, 'utf8') : '')
  const placeOf = async () =>
    (await store.db.selectFrom('audit_shipping').select('sequence').executeTakeFirstOrThrow()).sequence
  const headOf = async () =>
    (await store.db.selectFrom('audit_head').select('sequence').executeTakeFirstOrThrow()).sequence
  /** A dead worker's lease would run out by itself, in half a minute. */
  const forgetLeases = () => store.db.updateTable('leases').set({ until: 0 }).execute()

  it('and is killed at any step skips nothing, and repeats no more than a batch each time', async () => {
    await happen(context, 99)
    await sign(context)
    let repeated = 0
    for (const step of ['read', 'delivered', 'moved'] as const) {
      for (const turn of [1, 2]) {
        await forgetLeases()
        const before = await placeOf()
        const { code, signal, errors } = await start({ dieAt: { step, turn } }).ended
        expect({ code, signal, errors }).toMatchObject({ code: null, signal: 'SIGKILL' })
        const judged = await judge(arrived(), store.db)
        expect(await placeOf()).toBe(before + 20 * (step === 'moved' ? turn : turn - 1))
        // Whoever died with the acknowledgement in hand has left a batch that comes again.
        expect(judged.repeated).toBe(repeated)
        if (step === 'delivered') repeated += 20
        await happen(context, 60)
      }
    }
    expect(repeated).toBe(40)
    await sign(context)
    await forgetLeases()
    start()
    const head = await headOf()
    await expect.poll(placeOf, { timeout: 20_000 }).toBe(head)
    await expect.poll(async () => (await judge(arrived(), store.db)).checkpoints).toBe(2)
    expect(await judge(arrived(), store.db)).toEqual({ repeated, records: head, checkpoints: 2 })
    // What the file holds besides records serves the verifier as checkpoints that were kept elsewhere.
    const kept = await readKept(Readable.from([readFileSync(file)]), { pinned: null })
    expect(kept).toMatchObject([{ sequence: 101 }, { sequence: head }])
  }, 60_000)

  it('does so alone, however many there are, and is succeeded by another', async () => {
    await happen(context, 40)
    const [one, two] = [start(), start()]
    const happening = (async () => {
      for (let time = 0; time < 60; time += 1) {
        await happen(context, 7)
        if (time % 10 === 0) await sign(context)
        await delay(20)
      }
    })()
    await expect.poll(placeOf, { timeout: 20_000 }).toBeGreaterThan(100)
    const [{ owner } = { owner: '' }] = await store.db
      .selectFrom('leases')
      .select('owner')
      .where('name', 'like', 'ship:file:%')
      .execute()
    const holder = [one, two].find(({ child }) => String(child.pid) === owner)
    expect(holder).toBeDefined()
    holder?.child.kill('SIGKILL')
    await holder?.ended
    await forgetLeases()
    await happening
    const head = await headOf()
    await expect.poll(placeOf, { timeout: 20_000 }).toBe(head)
    const { repeated, ...judged } = await judge(arrived(), store.db)
    expect(judged).toEqual({
      records: head,
      checkpoints: (await store.db.selectFrom('audit_checkpoints').select('sequence').execute()).length,
    })
    // The one batch that the killed one may have had in hand, and its checkpoints.
    expect(repeated).toBeLessThanOrEqual(24)
    expect([one, two].filter(({ child }) => child.exitCode === null && child.signalCode === null)).toHaveLength(1)
  }, 90_000)

  // How much is read at once does not depend on the engine.
  if (engine === 'postgres') return

  it('holds one batch, however far behind it is', async () => {
    // Twice what the process may hold.
    await happen(context, 500, 'x'.repeat(200_000))
    start({ records: 500 }, ['--max-old-space-size=48'])
    const head = await headOf()
    await expect.poll(placeOf, { timeout: 60_000, interval: 200 }).toBe(head)
    expect(await judge(arrived(), store.db)).toEqual({ repeated: 0, records: head, checkpoints: 0 })
  }, 120_000)
})
