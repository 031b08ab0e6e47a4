import 'server-only'
import type { Selectable } from 'kysely'
import type { Database, Trx } from '#lib/db/server/database.ts'
import type { SavedViewsTable } from '#lib/db/server/tables.ts'

// The only SQL on saved_views.

export type ViewRow = Selectable<SavedViewsTable>

const columns = ['id', 'owner_id', 'owner_email', 'name', 'is_shared', 'params', 'created_at', 'updated_at'] as const

/** One's own and the shared ones. */
export async function viewsFor(db: Database, userId: string): Promise<ViewRow[]> {
  return db
    .selectFrom('saved_views')
    .select(columns)
    .where((eb) => eb.or([eb('owner_id', '=', userId), eb('is_shared', '=', 1)]))
    .orderBy('name')
    .orderBy('id')
    .execute()
}

/** Somebody else's private one and none at all look the same. */
export async function findViewFor(db: Database | Trx, id: string, userId: string): Promise<ViewRow | null> {
  const row = await db.selectFrom('saved_views').select(columns).where('id', '=', id).executeTakeFirst()
  return row !== undefined && (row.owner_id === userId || row.is_shared === 1) ? row : null
}

export async function countViewsOf(db: Database | Trx, userId: string): Promise<number> {
  const { count } = await db
    .selectFrom('saved_views')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('owner_id', '=', userId)
    .executeTakeFirstOrThrow()
  return count
}

/** False when the owner has one of that name. */
export async function insertView(trx: Trx, row: ViewRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('saved_views')
    .values(row)
    .onConflict((on) => on.columns(['owner_id', 'name']).doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function isNameTaken(trx: Trx, { owner_id: owner, name, id }: ViewRow): Promise<boolean> {
  const row = await trx
    .selectFrom('saved_views')
    .select('id')
    .where('owner_id', '=', owner)
    .where('name', '=', name)
    .where('id', '<>', id)
    .executeTakeFirst()
  return row !== undefined
}

/** False when it is not there as `before` says any more. */
export async function updateView(
  trx: Trx,
  before: ViewRow,
  change: Pick<ViewRow, 'name' | 'is_shared' | 'params' | 'updated_at'>,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('saved_views')
    .set(change)
    .where('id', '=', before.id)
    .where('owner_id', '=', before.owner_id)
    .where('updated_at', '=', before.updated_at)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** False when it is not there as `before` says any more: what has been written since is not deleted with it. */
export async function deleteViewRow(trx: Trx, before: ViewRow): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('saved_views')
    .where('id', '=', before.id)
    .where('updated_at', '=', before.updated_at)
    .executeTakeFirst()
  return numDeletedRows === 1n
}
