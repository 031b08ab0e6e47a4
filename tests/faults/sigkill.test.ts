import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { VerbContext } from '#lib/service/server/context.ts'
import { importEmergencyRecords } from '#lib/operations/server/import-emergency.ts'
import { reconcileDue } from '#lib/operations/server/reconcile.ts'
import { cloudOperations } from '#lib/operations/server/remote-write.ts'
import { isOpen, operationKinds, type OperationKind } from '#lib/operations/state.ts'
import { describeEachEngine, type TestStore } from '../support/engines.ts'
import { endOfDue, scheduleDue } from '../support/due-deletion.ts'
import { startNeighbour, type Neighbour } from '../support/emulator-neighbour.ts'
import { signedContext } from '../support/signed-context.ts'
import { signedInUser } from '../support/write-context.ts'
import { runWriteProcess, seeded } from './run-process.ts'

// SIGKILL between any two steps of a revocation or a deletion, also of one that was scheduled and is due. Afterwards
// nothing that was recorded may be lost, nothing may have been called twice while it was unsettled, and every intent must
// have one of the known ends.

const points = ['prepared', 'recorded', 'in_flight', 'answered', 'settled'] as const
const FIRST_SEED = Number(process.env['FAULT_SEED'] ?? '1')
const SEEDS = process.env['FAULT_SEEDS'] === 'all' ? 100 : 3
/** Past the deadline, its grace, and the second reading. */
const LATER_MS = [26_000, 37_000]
const kinds = [...operationKinds, 'scheduled'] as const
type Kind = (typeof kinds)[number]

describeEachEngine('SIGKILL', (openStore) => {
  let emulator: Neighbour
  let store: TestStore

  beforeAll(async () => {
    emulator = await startNeighbour({ unthrottled: true })
    store = await openStore()
  })

  afterAll(async () => {
    await emulator.stop()
  })

  const cases = kinds.flatMap((kind) => points.map((dieAt) => ({ kind, dieAt })))

  it.each(cases)(
    `loses and doubles nothing when a $kind is killed at "$dieAt" (${String(SEEDS)} seeds)`,
    async ({ kind, dieAt }) => {
      for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) await killOnce(kind, dieAt, seed)
    },
  )

  async function killOnce(of: Kind, dieAt: (typeof points)[number], seed: number): Promise<void> {
    const random = seeded(seed)
    const type = random() < 0.5 ? 'CLIENT' : 'SERVER'
    const kind: OperationKind = of === 'scheduled' ? 'delete' : of
    const status = kind === 'delete' ? 'REVOKE' : 'ISSUE'
    const ended = of === 'scheduled' ? { notAfter: endOfDue() } : {}
    const [identifier = ''] = await emulator.issue({ count: 1, type, status, ...ended })
    const operation = cloudOperations[kind]
    await emulator.setFaults(seed, dieAt === 'in_flight' ? [{ operation, ...inFlightFault(random) }] : [])
    const actor = await signedInUser(store, 'operator', randomUUID())
    const orders = {
      dataDir: store.options.dataDir,
      ...(store.options.url === undefined ? {} : { url: store.options.url }),
      host: emulator.host,
      actor: of === 'scheduled' ? ({ kind: 'worker', name: 'deletions' } as const) : actor,
      kind: of,
    }
    const operationId = randomUUID()
    if (of === 'scheduled') await scheduleDue(store, emulator.host, { actor, identifier, operationId })
    const death = await runWriteProcess({ ...orders, tasks: [{ identifier, operationId, startAt: 0 }], dieAt })
    expect(death.signal, `seed ${String(seed)}: ${death.errors}`).toBe('SIGKILL')
    await emulator.clearFaults()
    const before = await operationOf(operationId)

    // The next start, and the worker's turns, at the times when they are due.
    for (const later of LATER_MS) {
      const ctx = contextAt(later)
      await importEmergencyRecords(ctx)
      await reconcileDue(ctx)
      await ctx.cloud.close()
    }
    const calls = (await emulator.ledger()).filter(
      (call) => call.operation === operation && call.parameters['Identifier'] === identifier,
    )
    const applied = calls.filter((call) => call.applied)
    const after = await operationOf(operationId)
    const said = `seed ${String(seed)}, ${of} at ${dieAt}`
    expect(calls.length, said).toBeLessThanOrEqual(1)
    if (dieAt === 'prepared') {
      expect(after?.state, said).toBe(of === 'scheduled' ? 'scheduled' : undefined)
      expect(calls, said).toHaveLength(0)
      // What is still scheduled would be due again in the next seed's process.
      await store.db.updateTable('operations').set({ state: 'cancelled' }).where('id', '=', operationId).execute()
      return
    }
    if (!after) throw new Error(`${said}: the intent is lost`)
    expect(isOpen(after.state), said).toBe(false)
    expect(after.state, said).toBe(applied.length === 1 ? 'succeeded' : 'not_done')
    if (typeof before?.request_id === 'string') expect(after.request_id, said).toBe(before.request_id)
    if (after.request_id !== null) expect(after.request_id, said).toBe(calls[0]?.requestId)
    const events = await store.db
      .selectFrom('audit_events')
      .select(['outcome', 'request_id'])
      .where('operation_id', '=', operationId)
      .orderBy('sequence')
      .execute()
    expect(events[of === 'scheduled' ? 1 : 0]?.outcome, said).toBe('requested')
    if (kind === 'delete') expect(await isTombstone(identifier), said).toBe(applied.length === 1)
    expect(events.at(-1)?.outcome, said).toBe(after.state)
  }

  async function isTombstone(identifier: string): Promise<boolean> {
    const { deleted_at: deletedAt } = await store.db
      .selectFrom('certificates')
      .select('deleted_at')
      .where('identifier', '=', identifier)
      .executeTakeFirstOrThrow()
    return deletedAt !== null
  }

  async function operationOf(id: string) {
    return store.db.selectFrom('operations').selectAll().where('id', '=', id).executeTakeFirst()
  }

  function contextAt(later: number): VerbContext & { cloud: { close: () => Promise<void> } } {
    return signedContext({
      db: store.db,
      dataDir: store.options.dataDir,
      host: emulator.host,
      actor: { kind: 'worker', name: 'reconcile' },
      clock: { now: () => Date.now() + later },
      ratePerSecond: 100,
    })
  }
})

/** The answer is held back, so that the kill finds the call under way; whether the vendor acts differs by seed. */
function inFlightFault(random: () => number) {
  const kinds = ['delay', 'timeout_before', 'timeout_after'] as const
  const kind = kinds[Math.floor(random() * kinds.length)] ?? 'delay'
  return { kind, probability: 1, ...(kind === 'delay' ? { ms: 400 } : {}) }
}
