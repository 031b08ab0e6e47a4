import 'server-only'
import { sql, type Kysely } from 'kysely'
import type { Engine } from '../database.ts'
import { columnTypes } from './column-types.ts'

/** Names as they are compared, where lower case alone does not make them so. The next pass over the list writes them. */
export async function addNameKeys<Schema>(db: Kysely<Schema>, engine: Engine): Promise<void> {
  const { text } = columnTypes(engine)
  await sql`alter table certificates add column name_keys ${text}`.execute(db)
}
