import 'server-only'
import { sql, type Kysely } from 'kysely'

/**
 * An index for each order of the list that had none. The beginning of what somebody else wrote and no more: PostgreSQL
 * refuses a row whose key is longer than a third of a page, and a pass would end there.
 */
export async function indexCertificateOrders<Schema>(db: Kysely<Schema>): Promise<void> {
  for (const [name, columns] of Object.entries(orders)) {
    await sql`create index ${sql.id(`ix_certificates_by_${name}`)} on certificates (${sql.raw(columns)}, identifier)`.execute(
      db,
    )
  }
}

const orders = {
  alias: 'substr(alias, 1, 200)',
  custom_identifier: 'substr(custom_identifier, 1, 200)',
  days: '(not_after - not_before)',
  first_seen: 'first_seen_at',
  key: 'algorithm, key_size',
  revoke_time: 'revoke_time',
  signature: 'sign_algorithm',
}
