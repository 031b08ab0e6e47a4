import 'server-only'
import type { Database } from '#lib/db/server/database.ts'

export async function selectFacts(db: Database, names: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('facts').select(['name', 'value']).where('name', 'in', names).execute()
  return new Map(rows.map(({ name, value }) => [name, value]))
}

export async function upsertFact(db: Database, name: string, value: string, at: number): Promise<void> {
  await db
    .insertInto('facts')
    .values({ name, value, at })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, at }))
    .execute()
}

export async function deleteFact(db: Database, name: string): Promise<void> {
  await db.deleteFrom('facts').where('name', '=', name).execute()
}
