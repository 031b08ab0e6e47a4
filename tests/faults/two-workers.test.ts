import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { verifyChain } from '#lib/audit/server/verify.ts'
import { openEmergencyFile } from '#lib/db/server/emergency-file.ts'
import { startNeighbour, type Neighbour } from '../support/emulator-neighbour.ts'
import { describeEachEngine, type TestStore } from '../support/engines.ts'
import { insertOperation } from '../support/inventory.ts'
import { seededRandom } from '../support/virtual-time.ts'
import { startFaultProcess } from './run-process.ts'
import { replayable, seedsOf, tellFigures } from './seeds.ts'

// Two workers, in two processes, that read back the same operations at the same moment, as after a lease that its holder
// has lost without noticing: one settlement and one record of each, and what the emergency file holds comes home once.

const OPERATIONS = 24
/** What has become of them at the vendor, and what of their answers. */
const fates = ['done', 'not_done', 'gone', 'answered'] as const
type Fate = (typeof fates)[number]
type Open = { id: string; identifier: string; fate: Fate }

describeEachEngine('two workers in two processes', (openStore) => {
  let emulator: Neighbour
  let store: TestStore

  beforeAll(async () => {
    emulator = await startNeighbour({ unthrottled: true })
    store = await openStore()
  })

  afterAll(async () => {
    await emulator.stop()
  })

  it.each(seedsOf(3))('settle each operation once (seed %i)', (seed) =>
    replayable(seed, 'two-workers', async () => {
      const random = seededRandom(seed)
      const open = await leaveOpen(random)
      await emulator.setFaults(seed, [
        { operation: 'DescribeClientCertificate', kind: 'delay', probability: 0.3, ms: 40 },
      ])
      const recover = { laters: [26_000, 37_000] }
      const workers = [1, 2].map(() =>
        startFaultProcess({ store: store.options, host: emulator.host, recover, isGated: true }),
      )
      await Promise.all(workers.map(({ ready }) => ready()))
      workers.forEach(({ pass }) => pass(Math.floor(random() * 20)))
      const ends = await Promise.all(workers.map(({ ended }) => ended))
      await emulator.clearFaults()
      expect(ends.map(({ code, errors }) => ({ code, errors }))).toEqual([
        { code: 0, errors: '' },
        { code: 0, errors: '' },
      ])
      for (const one of open) await expectSettledOnce(one)
      expect(openEmergencyFile(store.options.dataDir).readAll()).toEqual([])
      tellFigures('two workers', { 'operations settled by two workers at once': open.length })
      await store.db.updateTable('limiter_slots').set({ holder: null, lease_until: 0, free_at: 0 }).execute()
    }),
  )

  it('leave a whole audit', async () => {
    expect(await verifyChain(store.db)).toMatchObject({ firstBad: null })
  })

  /** As processes leave them that died after the call. */
  async function leaveOpen(random: () => number): Promise<Open[]> {
    const emergency = openEmergencyFile(store.options.dataDir)
    const at = Date.now()
    const open: Open[] = []
    for (let nth = 0; nth < OPERATIONS; nth += 1) {
      const fate = fates[Math.floor(random() * fates.length)] ?? 'done'
      const id = randomUUID()
      const isDone = fate === 'done' || fate === 'answered'
      const [identifier = ''] =
        fate === 'gone' ? [`gone-${id}`] : await emulator.issue({ count: 1, status: isDone ? 'REVOKE' : 'ISSUE' })
      const deadline = at - Math.floor(random() * 9_000)
      const snapshot = {
        identifier,
        serialNumber: '',
        commonName: identifier,
        caIdentifier: 'ca',
        pem: '',
        notAfter: null,
      }
      await insertOperation(store.db, {
        id,
        identifier,
        kind: 'revoke',
        state: random() < 0.5 ? 'pending' : 'unknown',
        requested_at: deadline - 10_000,
        deadline_at: deadline,
        snapshot: JSON.stringify(snapshot),
      })
      if (fate === 'answered') emergency.append(answerTo(id))
      open.push({ id, identifier, fate })
    }
    return open
  }

  async function expectSettledOnce({ id, fate }: Open): Promise<void> {
    const { state, request_id: requestId } = await store.db
      .selectFrom('operations')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const rows = await store.db
      .selectFrom('audit_events')
      .select(['action', 'outcome'])
      .where('operation_id', '=', id)
      .orderBy('sequence')
      .execute()
    const events = rows.map(({ action, outcome }) => `${action} ${outcome}`)
    const ends = { done: 'succeeded', answered: 'succeeded', not_done: 'not_done', gone: 'needs_human' } as const
    expect(state).toBe(ends[fate])
    expect(new Set(events).size, events.join()).toBe(events.length)
    expect(events.filter((event) => event.startsWith('reconcile_operation')).length).toBeLessThanOrEqual(2)
    if (fate === 'answered') {
      expect(requestId).toBe(`R-${id}`)
      expect(events).toContain('import_emergency done')
      expect(events).toContain('revoke_certificate succeeded')
    } else {
      expect(events.filter((event) => event === `reconcile_operation ${state}`)).toHaveLength(1)
    }
  }
})

function answerTo(operationId: string): string {
  const settlement = {
    state: 'succeeded',
    request_id: `R-${operationId}`,
    cause_proven: 1,
    settled_by: 'answer',
    settled_at: 1,
  }
  return JSON.stringify({ operationId, settlement })
}
