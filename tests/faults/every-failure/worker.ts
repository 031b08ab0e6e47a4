import { expect } from 'vitest'
import type { Database } from '#lib/db/server/database.ts'
import { importEmergencyRecords } from '#lib/operations/server/import-emergency.ts'
import { reconcileDue } from '#lib/operations/server/reconcile.ts'
import { readBackAccepted } from '#lib/operations/server/vendor-status.ts'
import type { OperationState } from '#lib/operations/state.ts'
import { writeBench, type WriteBench } from '#tests/contract/operations/support.ts'
import { insertOperation } from '#tests/support/inventory.ts'
import type { OperationRow } from '#lib/operations/server/repository.ts'
import { converging, type Bench, type Case } from './loop.ts'
import { snapshotIn } from './one-write.ts'

// What the worker does about operations. It is repeated until it is done, so no failure may leave half of it.

type Open = { bench: WriteBench; id: string }

/** An operation on a certificate of its own, as a write has left it. */
async function left(parts: Bench, over: Partial<OperationRow> & { state: OperationState }): Promise<Open> {
  const { failing, whole, emergency, clock } = parts
  const bench = await writeBench(failing, {}, { emergency, clock, actor: { kind: 'worker', name: 'reconcile' } })
  // Into the mirror.
  await bench.confirmation('revoke')
  const { identifier } = bench
  const now = clock.now()
  const id = await insertOperation(whole.db, {
    kind: 'revoke',
    identifier,
    requested_at: now,
    deadline_at: now + 10_000,
    snapshot: snapshotIn(bench.cloud, identifier),
    ...over,
  })
  return { bench, id }
}

function revoke({ cloud, identifier }: WriteBench): void {
  const certificate = cloud.certificates.get(identifier)
  if (certificate) cloud.certificates.set(identifier, { ...certificate, vendorStatus: 'REVOKE' })
}

async function operation(db: Database, id: string) {
  return db.selectFrom('operations').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

async function eventsOf(db: Database, id: string): Promise<string[]> {
  const rows = await db
    .selectFrom('audit_events')
    .select(['action', 'outcome'])
    .where('operation_id', '=', id)
    .orderBy('sequence')
    .execute()
  return rows.map(({ action, outcome }) => `${action} ${outcome}`)
}

async function mirrored(db: Database, { bench }: Open): Promise<string> {
  const query = db.selectFrom('certificates').select('vendor_status').where('identifier', '=', bench.identifier)
  return (await query.executeTakeFirstOrThrow()).vendor_status
}

/** One reading that settles it, or asks for a person: state, event and mirror go together. */
function readBackCase(end: 'succeeded' | 'not_done' | 'needs_human'): Case {
  return converging(`reconcile_operation, ${end}`, async (parts) => {
    const open = await left(parts, { state: 'unknown' })
    const { bench, id } = open
    const { clock } = parts
    if (end === 'succeeded') revoke(bench)
    if (end === 'needs_human') bench.cloud.certificates.delete(bench.identifier)
    clock.pass(25_001)
    if (end === 'not_done') {
      await reconcileDue(bench.ctx)
      clock.pass(10_000)
    }
    const holds = async (db: Database) => {
      const { state } = await operation(db, id)
      expect(await eventsOf(db, id)).toEqual(state === end ? [`reconcile_operation ${end}`] : [])
      expect([end, 'unknown']).toContain(state)
      expect(await mirrored(db, open)).toBe(state === 'succeeded' ? 'REVOKE' : 'ISSUE')
    }
    return {
      act: () => reconcileDue(bench.ctx),
      holds,
      isDone: async (db) => expect((await operation(db, id)).state).toBe(end),
    }
  })
}

const vendorStatusCase = converging('reconcile_operation, its cause proven', async (parts) => {
  await parts.whole.db.updateTable('operations').set({ vendor_status_read_at: 1 }).execute()
  const { bench, id } = await left(parts, { state: 'succeeded', settled_by: 'read_back' })
  revoke(bench)
  const holds = async (db: Database) => {
    const { cause_proven: isProven, vendor_status_read_at: readAt } = await operation(db, id)
    expect(readAt !== null).toBe(isProven === 1)
    expect(await eventsOf(db, id)).toEqual(isProven === 1 ? ['reconcile_operation succeeded'] : [])
  }
  return {
    act: () => readBackAccepted(bench.ctx, new Map()),
    holds,
    isDone: async (db) => expect(await operation(db, id)).toMatchObject({ cause_proven: 1 }),
  }
})

const importCase = converging('import_emergency', async (parts) => {
  const open = await left(parts, { state: 'pending' })
  const { bench, id } = open
  const settlement = { state: 'succeeded', request_id: `R-${id}`, settled_by: 'answer', settled_at: 1, cause_proven: 1 }
  parts.emergency.append(JSON.stringify({ operationId: id, settlement }))
  const holds = async (db: Database) => {
    const { request_id: requestId } = await operation(db, id)
    const isHome = requestId !== null
    expect(await eventsOf(db, id)).toEqual(isHome ? ['import_emergency done', 'revoke_certificate succeeded'] : [])
    expect(await mirrored(db, open)).toBe(isHome ? 'REVOKE' : 'ISSUE')
    if (!isHome) expect(parts.emergency.readAll()).toHaveLength(1)
  }
  const isDone = async (db: Database) => {
    expect(await operation(db, id)).toMatchObject({ state: 'succeeded', request_id: `R-${id}` })
    expect(parts.emergency.readAll()).toEqual([])
  }
  return { act: () => importEmergencyRecords(bench.ctx), holds, isDone }
})

/** A line that nobody understands: it stands aside, and the audit says that a person has to look, before it goes. */
const keptAsideCase = converging('import_emergency, kept aside', async (parts) => {
  const { bench } = await left(parts, { state: 'not_sent' })
  const { sequence: before } = await parts.whole.db
    .selectFrom('audit_head')
    .select('sequence')
    .executeTakeFirstOrThrow()
  parts.emergency.append(`{"requestId":"to`)
  const told = async (db: Database) => {
    const query = db.selectFrom('audit_events').select('outcome').where('sequence', '>', before)
    return (await query.where('action', '=', 'import_emergency').execute()).map(({ outcome }) => outcome)
  }
  return {
    act: () => importEmergencyRecords(bench.ctx),
    holds: async (db) => {
      if (parts.emergency.readAll().length === 0) expect(await told(db)).not.toEqual([])
    },
    isDone: async (db) => {
      expect(parts.emergency.readAll()).toEqual([])
      expect(await told(db)).toContain('needs_human')
    },
  }
})

export const workerCases = {
  reconcile_operation: [
    readBackCase('succeeded'),
    readBackCase('not_done'),
    readBackCase('needs_human'),
    vendorStatusCase,
  ],
  import_emergency: [importCase, keptAsideCase],
} satisfies Record<string, Case[]>
