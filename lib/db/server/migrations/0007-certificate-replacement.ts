import 'server-only'
import { sql, type Kysely } from 'kysely'
import type { Engine } from '../database.ts'
import { columnTypes } from './column-types.ts'

/** What a list is narrowed by and counted by. */
const KINDS =
  'deleted_at, vendor_status, type, ca_identifier, algorithm, key_size, not_after, points_to_crl, replaced_until'

/**
 * Until when a later certificate of the same name is valid, so that those without one are found and counted among a
 * million; and an index of what is counted that holds this, and the CRL pointer, too.
 */
export async function addCertificateReplacement<Schema>(db: Kysely<Schema>, engine: Engine): Promise<void> {
  const { integer } = columnTypes(engine)
  await sql`alter table certificates add column replaced_until ${integer}`.execute(db)
  await sql`drop index ix_certificates_kinds`.execute(db)
  await sql`create index ix_certificates_kinds on certificates (${sql.raw(KINDS)}, identifier)`.execute(db)
}
