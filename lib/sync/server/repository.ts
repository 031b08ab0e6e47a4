import 'server-only'
import type { Selectable } from 'kysely'
import type { Database, Trx } from '#lib/db/server/database.ts'
import type { SyncPassesTable } from '#lib/db/server/tables.ts'

export type PassRow = Selectable<SyncPassesTable>

/** Passes older than this many are forgotten: one a minute makes half a million a year. */
const KEPT_PASSES = 1_000

const columns = [
  'id',
  'started_at',
  'ended_at',
  'state',
  'complete',
  'pages',
  'rows',
  'vendor_total',
  'missing',
  'failure',
] as const

/** Begins a pass. One that is still called running belongs to a process that died: the lease says so. */
export async function insertPass(trx: Trx, startedAt: number): Promise<number> {
  await trx
    .updateTable('sync_passes')
    .set({ state: 'failed', ended_at: startedAt, failure: 'interrupted' })
    .where('state', '=', 'running')
    .execute()
  const { id } = await trx
    .insertInto('sync_passes')
    .values({
      started_at: startedAt,
      ended_at: null,
      state: 'running',
      complete: 0,
      pages: 0,
      rows: 0,
      vendor_total: null,
      missing: '',
      failure: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Locks a pass that is in one of these states until the transaction ends; false when there is none. */
export async function lockPass(trx: Trx, passId: number, states: readonly PassRow['state'][]): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('sync_passes')
    .set((eb) => ({ state: eb.ref('state') }))
    .where('id', '=', passId)
    .where('state', 'in', states)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Goes on with a pass that has ended before its end. */
export async function reopenPass(trx: Trx, passId: number): Promise<void> {
  await trx
    .updateTable('sync_passes')
    .set({ state: 'running', ended_at: null, failure: null })
    .where('id', '=', passId)
    .execute()
}

export type Progress = { pages: number; rows: number; vendorTotal: number | null }

export async function updateProgress(trx: Trx, passId: number, { pages, rows, vendorTotal }: Progress): Promise<void> {
  await trx
    .updateTable('sync_passes')
    .set({ pages, rows, vendor_total: vendorTotal })
    .where('id', '=', passId)
    .execute()
}

export type PassEnd = {
  state: 'done' | 'failed' | 'asks'
  isComplete: boolean
  /** Of a pass that paused: when it would have ended without that, as what it shows is so much older. */
  endedAt: number
  /** JSON, or empty. */
  missing: string
  failure: string | null
}

export async function endPass(trx: Trx, passId: number, end: PassEnd): Promise<void> {
  await trx
    .updateTable('sync_passes')
    .set({
      state: end.state,
      complete: end.isComplete ? 1 : 0,
      ended_at: end.endedAt,
      missing: end.missing,
      failure: end.failure,
    })
    .where('id', '=', passId)
    .execute()
}

/** `spared`: a pass on whose question a decision stands. */
export async function forgetOldPasses(trx: Trx, passId: number, spared: number | null): Promise<void> {
  await trx
    .deleteFrom('sync_passes')
    .where('id', '<=', passId - KEPT_PASSES)
    .where('state', '!=', 'asks')
    .where('id', '!=', spared ?? 0)
    .execute()
}

/** Closes the questions of passes before this one: a later pass asks them anew or has found them moot. */
export async function closeQuestionsBefore(trx: Trx, passId: number): Promise<void> {
  await trx
    .updateTable('sync_passes')
    .set({ state: 'done' })
    .where('state', '=', 'asks')
    .where('id', '<', passId)
    .execute()
}

export async function closeQuestions(trx: Trx): Promise<void> {
  await trx.updateTable('sync_passes').set({ state: 'done' }).where('state', '=', 'asks').execute()
}

export async function findPass(db: Database, passId: number): Promise<PassRow | null> {
  return (await db.selectFrom('sync_passes').select(columns).where('id', '=', passId).executeTakeFirst()) ?? null
}

/** The last pass that walked the whole list. */
export async function findLastFullPass(db: Database): Promise<PassRow | null> {
  const row = await db
    .selectFrom('sync_passes')
    .select(columns)
    .where('state', 'in', ['done', 'asks'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** The last pass of all, whatever became of it. */
export async function findLastPass(db: Database): Promise<PassRow | null> {
  return (await db.selectFrom('sync_passes').select(columns).orderBy('id', 'desc').limit(1).executeTakeFirst()) ?? null
}
