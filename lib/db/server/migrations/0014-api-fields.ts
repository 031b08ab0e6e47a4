import 'server-only'
import { sql, type Kysely } from 'kysely'
import type { Engine } from '../database.ts'
import { columnTypes } from './column-types.ts'

/** The two fields of ListClientCertificate that the mirror had not. The next pass over the list writes them. */
export async function addApiFields<Schema>(db: Kysely<Schema>, engine: Engine): Promise<void> {
  const { text } = columnTypes(engine)
  for (const column of ['vendor_id', 'resource_group_id'])
    await sql`alter table certificates add column ${sql.id(column)} ${text}`.execute(db)
}
