import 'server-only'
import type { Database } from '#lib/db/server/database.ts'
import type { NamedCa } from '../query/filter-query.ts'

/** Every CA that has been read, with its name. */
export async function listNamedCas(db: Database): Promise<NamedCa[]> {
  const rows = await db.selectFrom('authorities').select(['identifier', 'common_name']).execute()
  return rows.map(({ identifier, common_name: name }) => ({ identifier, name }))
}
