import { beforeAll, expect, it } from 'vitest'
import { openDatabase } from '#lib/db/server/database.ts'
import { importEmergencyRecords } from '#lib/operations/server/import-emergency.ts'
import { operationKinds, type OperationKind } from '#lib/operations/state.ts'
import { writeBench, type WriteBench } from '#tests/contract/operations/support.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import type { Hold } from './fault-process.ts'
import { startFaultProcess } from './run-process.ts'
import { isThorough } from './seeds.ts'

// Another process holds what a write needs, while the intent is to be recorded or the answer is to be stored: for less
// long than a lock is waited for, or for longer.

/** `npm run test:faults` waits as long as the product does. */
const patience = isThorough ? {} : { lockPatienceMs: 400 }
/** The way of a deletion is the longer one. */
const kinds = operationKinds.filter((kind) => isThorough || kind === 'delete')

describeEachEngine('a store that another process has locked', (openStore, engine) => {
  let store: TestStore
  let product: TestStore

  beforeAll(async () => {
    store = await openStore()
    product = { ...(await openDatabase({ ...store.options, ...patience })), options: store.options }
    return () => product.close()
  })

  /** On SQLite there is one lock. */
  const locks = engine === 'sqlite' ? (['audit'] as const) : (['audit', 'certificate'] as const)
  const cases = kinds.flatMap((kind) => locks.map((on) => ({ kind, on })))

  it.each(cases)('keeps a $kind from being recorded ($on): nothing is sent, and later it is', async ({ kind, on }) => {
    const bench = await aBench(kind)
    const input = await bench.confirmation(kind)
    const lock = await heldBy(holdOf(bench, on))
    expect(await bench.confirm(kind, input)).toEqual({ ok: false, error: { code: 'not_recorded', failure: 'busy' } })
    expect(bench.cloud.writes).toEqual([])
    await lock.free()
    expect(await bench.confirm(kind, input)).toMatchObject({ ok: true, value: { state: 'succeeded', stored: true } })
    expect(bench.cloud.writes).toHaveLength(1)
  })

  it.each(cases)('keeps the answer to a $kind from being stored ($on): it comes home later', async ({ kind, on }) => {
    const bench = await aBench(kind)
    const input = await bench.confirmation(kind)
    const id = String(input['operationId'])
    const locks: Lock[] = []
    bench.cloud.onWrite = async () => {
      locks.push(await heldBy(holdOf(bench, on)))
    }
    const answer = await bench.confirm(kind, input)
    const requestId = bench.cloud.writes[0]?.requestId
    expect(answer).toMatchObject({ ok: true, value: { state: 'succeeded', requestId, stored: false } })
    expect(await bench.operation(id)).toMatchObject({ state: 'pending', requestId: null })
    for (const lock of locks) await lock.free()
    expect(await importEmergencyRecords(bench.ctx)).toBe(1)
    expect(await bench.operation(id)).toMatchObject({ state: 'succeeded', requestId, settledBy: 'answer' })
    expect(bench.cloud.writes).toHaveLength(1)
    expect(await outcomesOf(id)).toEqual(['requested', 'done', 'succeeded'])
  })

  it.each(cases)('only delays a $kind where it is freed in time ($on)', async ({ kind, on }) => {
    const bench = await aBench(kind, store)
    const input = await bench.confirmation(kind)
    const before = await heldBy(holdOf(bench, on))
    bench.cloud.onWrite = async () => {
      const after = await heldBy(holdOf(bench, on))
      setTimeout(() => void after.free(), 100)
    }
    setTimeout(() => void before.free(), 100)
    expect(await bench.confirm(kind, input)).toMatchObject({ ok: true, value: { state: 'succeeded', stored: true } })
    expect(await outcomesOf(String(input['operationId']))).toEqual(['requested', 'succeeded'])
  })

  function aBench(kind: OperationKind, on = product): Promise<WriteBench> {
    return writeBench(on, kind === 'delete' ? { vendorStatus: 'REVOKE' } : {})
  }

  async function outcomesOf(id: string): Promise<string[]> {
    const query = store.db.selectFrom('audit_events').select('outcome').where('operation_id', '=', id)
    return (await query.orderBy('sequence').execute()).map(({ outcome }) => outcome)
  }

  type Lock = { free: () => Promise<void> }

  function holdOf({ identifier }: WriteBench, on: Hold['on']): Hold {
    return on === 'audit' ? { on } : { on, identifier }
  }

  async function heldBy(hold: Hold): Promise<Lock> {
    const holder = startFaultProcess({ store: store.options, host: '127.0.0.1:1', isGated: true, hold })
    await holder.ready()
    holder.pass(0)
    await holder.ready()
    return {
      free: async () => {
        holder.pass(0)
        expect(await holder.ended).toMatchObject({ code: 0, errors: '' })
      },
    }
  }
})
