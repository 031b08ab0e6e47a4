import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cloudOperations } from '#lib/operations/server/remote-write.ts'
import { operationKinds } from '#lib/operations/state.ts'
import { describeEachEngine } from '../support/engines.ts'
import { startNeighbour, type Neighbour } from '../support/emulator-neighbour.ts'
import { signedInUser } from '../support/write-context.ts'
import { runWriteProcess, seeded } from './run-process.ts'

// Two operators, in two processes, at the same certificate at the same moment: one call, one RequestId for both.

const SEED = Number(process.env['FAULT_SEED'] ?? '20261124')
const INTERLEAVINGS = process.env['FAULT_SEEDS'] === 'all' ? 1_000 : 200
const SPACING_MS = 60
/** Deletions beside them: the same path under another name. */
const counts = { revoke: INTERLEAVINGS, delete: INTERLEAVINGS / 5 } as const

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
    const random = seeded(SEED)
    const startAt = Date.now() + 1_500
    const orderFor = async (name: string) => ({
      dataDir: store.options.dataDir,
      ...(store.options.url === undefined ? {} : { url: store.options.url }),
      host: emulator.host,
      kind,
      actor: await signedInUser(store, 'operator', name),
      tasks: identifiers.map((identifier, index) => ({
        identifier,
        operationId: randomUUID(),
        startAt: startAt + index * SPACING_MS + Math.floor(random() * 8),
      })),
    })
    const orders = [await orderFor('first'), await orderFor('second')]
    const [first, second] = await Promise.all(orders.map(runWriteProcess))
    expect(first?.errors).toBe('')
    expect(second?.errors).toBe('')

    const writes = (await emulator.ledger()).filter(({ operation }) => operation === cloudOperations[kind])
    expect(writes).toHaveLength(count)
    for (const [index, identifier] of identifiers.entries()) {
      const calls = writes.filter(({ parameters }) => parameters['Identifier'] === identifier)
      expect(calls).toHaveLength(1)
      const reports = [first?.reports[index], second?.reports[index]]
      expect(reports.map((report) => report?.error)).toEqual([null, null])
      expect(reports.map((report) => report?.requestId)).toEqual([calls[0]?.requestId, calls[0]?.requestId])
    }
    const joins = await store.db.selectFrom('operation_joins').selectAll().execute()
    expect(joins).toHaveLength(count)
  })
})
