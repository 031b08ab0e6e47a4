import 'server-only'
import { sql, type Kysely } from 'kysely'
import type { Engine } from '../database.ts'
import { columnTypes } from './column-types.ts'

/** The fingerprint that most tools print, and that the API does not tell. The next pass over the list writes it. */
export async function addSha1<Schema>(db: Kysely<Schema>, engine: Engine): Promise<void> {
  await sql`alter table certificates add column sha1 ${columnTypes(engine).text}`.execute(db)
  await sql`create index ix_certificates_sha1 on certificates (sha1)`.execute(db)
}
