import { expect } from 'vitest'
import { carryOutDue } from '#lib/certificates/server/carry-out.ts'
import type { Database } from '#lib/db/server/database.ts'
import { acknowledgeOperation } from '#lib/operations/server/acknowledge.ts'
import { importEmergencyRecords } from '#lib/operations/server/import-emergency.ts'
import { reconcileDue } from '#lib/operations/server/reconcile.ts'
import { scheduleBench, type ScheduleBench } from '#tests/contract/operations/schedule-support.ts'
import { writeBench } from '#tests/contract/operations/support.ts'
import { insertOperation } from '#tests/support/inventory.ts'
import { asAnother } from '#tests/support/write-context.ts'
import { atomic, type Bench, type Case } from './loop.ts'
import { snapshotIn } from './one-write.ts'

// Deletions that wait for their day: scheduled, cancelled, carried out, and what became of one that came to nothing.

/** On a clock of its own, which goes on by days: what an earlier one has left in the limiter would lie in its future. */
async function scheduling({ failing, whole, emergency }: Bench): Promise<ScheduleBench> {
  await whole.db.deleteFrom('limiter_slots').execute()
  return scheduleBench(failing, {}, { emergency })
}

const scheduleCase = atomic('schedule_deletion', async (parts) => {
  const bench = await scheduling(parts)
  const input = await bench.wish()
  return { act: () => bench.schedule(input) }
})

const cancelCase = atomic('cancel_deletion', async (parts) => {
  const bench = await scheduling(parts)
  const id = await bench.scheduled()
  return { act: () => bench.cancel(id), afterLost: ['not_scheduled'] }
})

const acknowledgeCase = atomic('acknowledge_operation', async (parts) => {
  const { failing, whole, emergency } = parts
  const { ctx, cloud, identifier } = await writeBench(failing, {}, { emergency })
  const snapshot = snapshotIn(cloud, identifier)
  const row = { identifier, kind: 'delete', state: 'not_sent', due_at: 1, snapshot } as const
  const operationId = await insertOperation(whole.db, row)
  return { act: () => acknowledgeOperation(ctx, { operationId }), afterLost: ['nothing_to_acknowledge'] }
})

/** The remote write of one whose day has come, by the worker: tried again until it is over, and called once. */
const carriedOutCase: Case = {
  name: 'delete, scheduled and due',
  arrange: async (parts) => {
    const bench = await scheduling(parts)
    const { cloud } = bench
    const id = await bench.scheduled()
    bench.passToDue()
    const early: string[] = []
    cloud.onWrite = async () => {
      if ((await stateOf(parts.whole.db, id)) !== 'pending') early.push(id)
    }
    const worker = asAnother(bench.ctx, { kind: 'worker', name: 'deletions' })
    return {
      act: () => carryOutDue(worker),
      judge: async () => {
        await importEmergencyRecords(bench.ctx)
        for (const later of [25_001, 10_000, 60_000]) {
          bench.pass(later)
          await reconcileDue(bench.ctx)
          await carryOutDue(worker)
        }
        const { whole, emergency } = parts
        expect(early).toEqual([])
        expect(emergency.readAll()).toEqual([])
        // Not done: its call never left, and a person is told, who was not there.
        const state = await stateOf(whole.db, id)
        expect(['succeeded', 'not_done']).toContain(state)
        expect(cloud.writes).toHaveLength(state === 'succeeded' ? 1 : 0)
        expect(cloud.certificates.has(bench.identifier)).toBe(state !== 'succeeded')
        const outcomes = await outcomesOf(whole.db, id)
        expect(outcomes.slice(0, 2)).toEqual(['scheduled', 'requested'])
        expect(outcomes.filter((outcome) => outcome === 'requested')).toHaveLength(1)
        expect(outcomes.at(-1)).toBe(state)
        const row = await bench.stored(id)
        expect(row.request_id).toBe(state === 'succeeded' ? (cloud.writes[0]?.requestId ?? '') : null)
      },
    }
  },
}

async function stateOf(db: Database, id: string): Promise<string> {
  return (await db.selectFrom('operations').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
}

async function outcomesOf(db: Database, id: string): Promise<string[]> {
  const rows = await db
    .selectFrom('audit_events')
    .select('outcome')
    .where('operation_id', '=', id)
    .where('action', '!=', 'import_emergency')
    .orderBy('sequence')
    .execute()
  return rows.map(({ outcome }) => outcome)
}

export const deletionCases = {
  schedule_deletion: [scheduleCase, carriedOutCase],
  cancel_deletion: [cancelCase],
  acknowledge_operation: [acknowledgeCase],
} satisfies Record<string, Case[]>
