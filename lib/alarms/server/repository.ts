import 'server-only'
import type { Selectable } from 'kysely'
import type { Database, Trx } from '#lib/db/server/database.ts'
import type { AlarmsTable } from '#lib/db/server/tables.evidence.ts'

export type AlarmRow = Selectable<AlarmsTable>

/** False: one of this kind is open on it already. */
export async function insertAlarm(trx: Trx, row: AlarmRow): Promise<boolean> {
  const inserted = await trx
    .insertInto('alarms')
    .values(row)
    .onConflict((conflict) => conflict.columns(['kind', 'subject']).where('acknowledged_at', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function findAlarm(trx: Trx, id: string): Promise<AlarmRow | null> {
  return (await trx.selectFrom('alarms').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
}

/** False: somebody was faster. */
export async function acknowledge(
  trx: Trx,
  id: string,
  by: { at: number; who: string; comment: string },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('alarms')
    .set({ acknowledged_at: by.at, acknowledged_by: by.who, comment: by.comment })
    .where('id', '=', id)
    .where('acknowledged_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Those that wait, oldest first. */
export async function listOpen(db: Database, limit: number): Promise<AlarmRow[]> {
  return db
    .selectFrom('alarms')
    .selectAll()
    .where('acknowledged_at', 'is', null)
    .orderBy('raised_at')
    .orderBy('id')
    .limit(limit)
    .execute()
}

export async function countOpen(db: Database): Promise<number> {
  const row = await db
    .selectFrom('alarms')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('acknowledged_at', 'is', null)
    .executeTakeFirstOrThrow()
  return row.count
}
