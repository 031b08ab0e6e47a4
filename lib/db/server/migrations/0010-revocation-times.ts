import 'server-only'
import { sql, type Kysely } from 'kysely'

/** Few certificates are revoked, and fewer at a known time: those alone are in the index by which weeks are counted. */
export async function indexRevocationTimes<Schema>(db: Kysely<Schema>): Promise<void> {
  await sql`create index ix_certificates_revoke_time on certificates (revoke_time, vendor_status, identifier)
            where revoke_time is not null`.execute(db)
}
