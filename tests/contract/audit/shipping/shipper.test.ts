import { beforeEach, expect, it } from 'vitest'
import { createShipper } from '#lib/audit/server/ship/shipper.ts'
import { readShippingStanding } from '#lib/audit/server/ship/standing.ts'
import type { ShipFailure } from '#lib/audit/server/ship/destination.ts'
import { err, ok } from '#lib/core/result.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { refuseWrites, takeWrites } from '#tests/support/refuse-writes.ts'
import { tamper } from '../tamper.ts'
import {
  announced,
  contextOn,
  happen,
  judge,
  memoryDestination,
  NOON,
  running,
  shipAll,
  sign,
  type TestContext,
} from './support.ts'

const refused: ShipFailure = { cause: 'refused', detail: '500' }

describeEachEngine('shipping the audit', (openStore) => {
  let store: TestStore
  let now: number
  let logged: unknown[][]
  let context: TestContext
  beforeEach(async () => {
    store = await openStore()
    now = NOON
    logged = []
    context = contextOn(store, { now: () => now, log: (...line) => logged.push(line) })
  })
  const position = async () => store.db.selectFrom('audit_shipping').selectAll().executeTakeFirstOrThrow()
  const headOf = async () =>
    (await store.db.selectFrom('audit_head').select('sequence').executeTakeFirstOrThrow()).sequence

  it('begins at the first record and goes to the last, in order, checkpoints behind their records', async () => {
    await happen(context, 3)
    await sign(context)
    await happen(context, 2)
    const { destination, batches, text } = memoryDestination()
    await announced(context, destination)
    const shipper = createShipper(destination)
    expect(await shipAll(shipper, context)).toBe(1_000)
    expect(batches).toHaveLength(1)
    expect(batches[0]?.map(({ kind, sequence }) => [kind, sequence])).toEqual([
      ...[1, 2, 3, 4].map((sequence) => ['record', sequence]),
      ['checkpoint', 4],
      ...[5, 6, 7].map((sequence) => ['record', sequence]),
    ])
    expect(await judge(text(), store.db)).toEqual({ repeated: 0, records: 7, checkpoints: 1 })
    // Signed after its record had left: it comes first, and by itself.
    await sign(context)
    await shipAll(shipper, context)
    await happen(context)
    await shipAll(shipper, context)
    expect(batches.slice(1).map((lines) => lines.map(({ kind, sequence }) => [kind, sequence]))).toEqual([
      [['checkpoint', 7]],
      [['record', 8]],
    ])
    expect(await judge(text(), store.db)).toEqual({ repeated: 0, records: 8, checkpoints: 2 })
    expect(await position()).toMatchObject({ sequence: 8, checkpoint: 7, shipped_at: NOON, failures: 0 })
  })

  it('keeps a batch within its records and its bytes, and sends a longer line alone', async () => {
    await happen(context, 20)
    await happen(context, 1, 'x'.repeat(30_000))
    await happen(context, 20)
    await sign(context)
    const limits = { records: 7, bytes: 4_000 }
    const { destination, batches, text } = memoryDestination(undefined, limits)
    await announced(context, destination)
    await shipAll(createShipper(destination), context)
    const sizes = batches.map((lines) => ({
      lines: lines.length,
      bytes: Buffer.byteLength(lines.map((one) => one.text).join('')),
    }))
    expect(sizes.filter(({ lines, bytes }) => lines > 1 && bytes > limits.bytes)).toEqual([])
    expect(sizes.filter(({ bytes }) => bytes > limits.bytes)).toEqual([
      { lines: 1, bytes: expect.any(Number) as number },
    ])
    const records = batches.map((lines) => lines.filter(({ kind }) => kind === 'record').length)
    expect(Math.max(...records)).toBe(limits.records)
    expect(await judge(text(), store.db)).toMatchObject({ repeated: 0, records: 43, checkpoints: 1 })
  })

  it('does not move before the acknowledgement, and sends the next batch only after it', async () => {
    await happen(context, 9)
    const answers: ((isTaken: boolean) => void)[] = []
    const taken = () => new Promise<boolean>((resolve) => answers.push(resolve))
    const { destination, batches } = memoryDestination(async () => ((await taken()) ? ok(null) : err(refused)), {
      records: 4,
      bytes: 1e6,
    })
    await announced(context, destination)
    const shipper = createShipper(destination)
    const first = shipper.turn(context, running)
    await expect.poll(() => answers.length).toBe(1)
    expect(await position()).toMatchObject({ sequence: 0 })
    answers[0]?.(true)
    expect(await first).toBe(0)
    expect(await position()).toMatchObject({ sequence: 4 })
    const second = shipper.turn(context, running)
    await expect.poll(() => answers.length).toBe(2)
    answers[1]?.(false)
    await second
    expect(await position()).toMatchObject({ sequence: 4, failure: 'refused' })
    now += 1_000
    const third = shipper.turn(context, running)
    await expect.poll(() => answers.length).toBe(3)
    answers[2]?.(true)
    await third
    expect(batches.map((lines) => lines.map(({ sequence }) => sequence))).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [5, 6, 7, 8],
    ])
  })

  it('waits longer after each failure, up to a minute, and tells why and since when', async () => {
    await happen(context)
    let failure: ShipFailure | null = { cause: 'unreachable', detail: 'ECONNREFUSED' }
    const { destination, batches } = memoryDestination(async () => (failure ? err(failure) : ok(null)))
    await announced(context, destination)
    const shipper = createShipper(destination)
    const waits: number[] = []
    for (let failed = 0; failed < 9; failed += 1) {
      waits.push(await shipper.turn(context, running))
      expect(await shipper.turn(context, running), 'not before its time').toBe(waits.at(-1))
      now += waits.at(-1) ?? 0
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1_000))
    expect(batches).toHaveLength(9)
    expect(await readShippingStanding(store.db, now)).toMatchObject([
      {
        failure: {
          cause: 'unreachable',
          detail: 'ECONNREFUSED',
          since: new Date(NOON).toISOString(),
          at: new Date(now - 60_000).toISOString(),
          nextTryAt: new Date(now).toISOString(),
        },
      },
    ])
    // Another worker knows as much.
    now -= 30_000
    expect(await createShipper(destination).turn(context, running)).toBe(30_000)
    now += 30_000
    failure = null
    await shipAll(shipper, context)
    expect(await readShippingStanding(store.db, now)).toMatchObject([{ failure: null, behind: 0, lagMs: null }])
    const told = logged.filter(([level]) => level !== 'debug')
    expect(told.map(([level, message]) => [level, message])).toEqual([
      ['warn', 'the audit is not shipped'],
      ['info', 'the audit is shipped again'],
    ])
  })

  it('lets a receiver ask for more time, within a bound', async () => {
    await happen(context)
    let retryAfterMs = 120_000
    const { destination } = memoryDestination(async () => err({ cause: 'refused', detail: '429', retryAfterMs }))
    await announced(context, destination)
    const shipper = createShipper(destination)
    expect(await shipper.turn(context, running)).toBe(120_000)
    now += 120_000
    retryAfterMs = 86_400_000
    expect(await shipper.turn(context, running)).toBe(15 * 60_000)
    now += 15 * 60_000
    retryAfterMs = 10
    expect(await shipper.turn(context, running)).toBe(4_000)
    // A clock that was set back must not put it off for longer than anything is put off.
    now -= 3_600_000
    expect(await shipper.turn(context, running)).toBe(8_000)
  })

  it('is not held up by what it is told to stop, and notes no failure for it', async () => {
    await happen(context)
    const { destination } = memoryDestination(
      (_lines, signal) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () => resolve(err({ cause: 'timed_out', detail: null }))),
        ),
    )
    await announced(context, destination)
    const stopping = new AbortController()
    const turn = createShipper(destination).turn(context, stopping.signal)
    setTimeout(() => stopping.abort(), 50)
    expect(await turn).toBe(0)
    expect(await position()).toMatchObject({ sequence: 0, failure: null, failures: 0 })
  })

  it('sends nothing twice while the store takes nothing: it remembers what was acknowledged', async () => {
    await happen(context, 3)
    const { destination, batches, text } = memoryDestination()
    await announced(context, destination)
    const shipper = createShipper(destination, (step) => {
      if (step === 'delivered') throw new Error('the store refuses')
    })
    // The store begins to refuse between acknowledgement and position.
    const unlucky = createShipper({
      ...destination,
      deliver: async (lines, signal) => {
        const taken = await destination.deliver(lines, signal)
        await refuseWrites(store.db)
        return taken
      },
    })
    await expect(unlucky.turn(context, running)).rejects.toThrow()
    for (let turn = 0; turn < 3; turn += 1) await expect(unlucky.turn(context, running)).rejects.toThrow()
    expect(batches).toHaveLength(1)
    await takeWrites(store.db)
    expect(await unlucky.turn(context, running)).toBe(1_000)
    expect(await position()).toMatchObject({ sequence: 4 })
    expect(await judge(text(), store.db)).toMatchObject({ repeated: 0, records: 4 })
    // One that dies there instead has forgotten it: its successor sends it again.
    await happen(context, 2)
    await expect(shipper.turn(context, running)).rejects.toThrow('the store refuses')
    await shipAll(createShipper(destination), context)
    expect(await judge(text(), store.db)).toEqual({ repeated: 2, records: 6, checkpoints: 0 })
  })

  it('never moves a place back that another worker has moved on', async () => {
    await happen(context, 5)
    const slow = Promise.withResolvers<undefined>()
    const limits = { records: 2, bytes: 1e6 }
    const frozen = memoryDestination(async () => {
      await slow.promise
      return ok(null)
    }, limits)
    await announced(context, frozen.destination)
    const turn = createShipper(frozen.destination).turn(context, running)
    await expect.poll(() => frozen.batches.length).toBe(1)
    await shipAll(createShipper(memoryDestination(undefined, limits).destination), context)
    expect(await position()).toMatchObject({ sequence: 6 })
    slow.resolve(undefined)
    expect(await turn).toBe(0)
    expect(await position()).toMatchObject({ sequence: 6 })
    expect(logged).toEqual([['warn', 'another worker has shipped the same', expect.anything()]])
  })

  it('ships what the store says now from the first record on when it is not what was shipped', async () => {
    await happen(context, 5)
    await sign(context)
    const { destination, batches } = memoryDestination()
    await announced(context, destination)
    const shipper = createShipper(destination)
    await shipAll(shipper, context)
    const head = await headOf()
    await tamper(
      store,
      `delete from audit_checkpoints`,
      `delete from audit_events where sequence > 3`,
      `update audit_head set sequence = 3, hash = (select hash from audit_events where sequence = 3)`,
    )
    await happen(context, 2)
    await shipAll(shipper, context)
    expect(batches.map((lines) => lines.map(({ sequence }) => sequence))).toEqual([
      [1, 2, 3, 4, 5, 6, 6, 7],
      [1, 2, 3, 4, 5],
    ])
    expect(head).toBe(7)
    expect(logged).toEqual([
      ['error', expect.stringContaining('not the one that was shipped'), expect.objectContaining({ sequence: 7 })],
    ])
    expect(await position()).toMatchObject({ sequence: 5, checkpoint: 0 })
  })

  it('goes on behind a record that is gone: what tells of it must get out', async () => {
    await happen(context, 2)
    const { destination, batches } = memoryDestination()
    await announced(context, destination)
    await happen(context, 2)
    await tamper(store, `delete from audit_events where sequence = 4`)
    await shipAll(createShipper(destination), context)
    expect(batches.flatMap((lines) => lines.map(({ sequence }) => sequence))).toEqual([1, 2, 3, 5])
  })
})
