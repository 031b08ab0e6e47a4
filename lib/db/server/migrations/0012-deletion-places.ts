import 'server-only'
import { sql, type Kysely } from 'kysely'

/** Tombstones are few beside what they are told from: those that were made here, and those that somebody made elsewhere. */
export async function indexDeletionPlaces<Schema>(db: Kysely<Schema>): Promise<void> {
  await sql`create index ix_certificates_deleted_how on certificates (deleted_how, number)
            where deleted_how is not null`.execute(db)
}
