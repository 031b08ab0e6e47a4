import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cloudOperations } from '#lib/operations/server/remote-write.ts'
import { operationKinds, type OperationKind } from '#lib/operations/state.ts'
import { startNeighbour, type Neighbour } from '../support/emulator-neighbour.ts'
import { describeEachEngine, type TestStore } from '../support/engines.ts'
import { seededRandom } from '../support/virtual-time.ts'
import { signedInUser } from '../support/write-context.ts'
import { startFaultProcess, type Started } from './run-process.ts'
import { isThorough, tellFigures } from './seeds.ts'

// Two operators, in two processes, at the same certificate at the same moment: one call, one RequestId for both.

const SEED = Number(process.env['FAULT_SEED'] ?? '20261124')
const INTERLEAVINGS = isThorough ? 1_000 : 100
/** Deletions beside them: the same path under another name. */
const counts = { revoke: INTERLEAVINGS, delete: INTERLEAVINGS / 5 } as const
/** How far the two are apart at most: about as long as one of them takes. */
const APART_MS = 12

describeEachEngine('two operators in two processes', (openStore) => {
  let emulator: Neighbour

  beforeAll(async () => {
    emulator = await startNeighbour({ unthrottled: true })
  })

  afterAll(async () => {
    await emulator.stop()
  })

  const title = `makes one call in each of %i interleavings of a %s (seed ${String(SEED)})`
  const cases = operationKinds.map((kind) => [counts[kind], kind] as const)
  it.each(cases)(title, async (count, kind) => {
    const store = await openStore()
    const identifiers = await emulator.issue({ count, status: kind === 'delete' ? 'REVOKE' : 'ISSUE' })
    const first = await operator(store, kind, identifiers, 'first')
    const second = await operator(store, kind, identifiers, 'second')
    await race([first, second], count)
    const ends = await Promise.all([first.ended, second.ended])
    expect(ends.map(({ errors }) => errors)).toEqual(['', ''])

    const writes = (await emulator.ledger()).filter(({ operation }) => operation === cloudOperations[kind])
    expect(writes).toHaveLength(count)
    for (const [index, identifier] of identifiers.entries()) {
      const calls = writes.filter(({ parameters }) => parameters['Identifier'] === identifier)
      expect(calls).toHaveLength(1)
      const reports = ends.map((end) => end.reports[index])
      expect(reports.map((report) => report?.error)).toEqual([null, null])
      expect(reports.map((report) => report?.requestId)).toEqual([calls[0]?.requestId, calls[0]?.requestId])
    }
    const joins = await store.db.selectFrom('operation_joins').selectAll().execute()
    expect(joins).toHaveLength(count)
    const underWay = await joinedUnderWay(store)
    // Else they were one after the other, and showed nothing.
    expect(underWay).toBeGreaterThan(0)
    tellFigures('two operators', { interleavings: count, joinedUnderWay: underWay, doubled: writes.length - count })
  })

  async function operator(
    store: TestStore,
    kind: OperationKind,
    identifiers: string[],
    name: string,
  ): Promise<Started> {
    const actor = await signedInUser(store, 'operator', name)
    const tasks = identifiers.map((identifier) => ({ identifier, operationId: randomUUID() }))
    return startFaultProcess({
      store: store.options,
      host: emulator.host,
      write: { kind, actor, tasks },
      isGated: true,
    })
  }
})

/** Both stand before the same certificate, and begin a few ms apart. */
async function race(operators: readonly Started[], count: number): Promise<void> {
  const random = seededRandom(SEED)
  for (let nth = 0; nth < count; nth += 1) {
    await Promise.all(operators.map(({ ready }) => ready()))
    const isFirstAhead = random() < 0.5
    const apart = Math.floor(random() * APART_MS)
    operators.forEach(({ pass }, index) => pass((index === 0) === isFirstAhead ? 0 : apart))
  }
}

/** How often the second came while the first was still at it. */
async function joinedUnderWay({ db }: TestStore): Promise<number> {
  const joined = await db.selectFrom('audit_events').select('record').where('outcome', '=', 'joined').execute()
  return joined.filter(
    ({ record }) => (JSON.parse(record) as { details: { state: string } }).details.state === 'pending',
  ).length
}
