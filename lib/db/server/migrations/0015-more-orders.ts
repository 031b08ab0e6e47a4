import 'server-only'
import { sql, type Kysely } from 'kysely'
import type { Engine } from '../database.ts'
import { columnTypes } from './column-types.ts'

/**
 * The rest of the orders of the list. What a subject and the alternative names are sorted by is computed here, not by the
 * engines: the next pass over the list writes it.
 */
export async function addMoreOrders<Schema>(db: Kysely<Schema>, engine: Engine): Promise<void> {
  const { text } = columnTypes(engine)
  for (const key of keys) await sql`alter table certificates add column ${sql.id(key)} ${text}`.execute(db)
  for (const [name, columns] of [...Object.entries(orders), ...keys.map((key) => [key, key] as const)]) {
    await sql`create index ${sql.id(`ix_certificates_by_${name}`)} on certificates (${sql.raw(columns)}, identifier)`.execute(
      db,
    )
  }
}

const keys = ['sans_key', 'organization_key', 'unit_key', 'locality_key', 'state_key', 'country_key']

/** Digits are in the order of their numbers when the shorter come first. */
const orders = {
  subject: 'substr(subject, 1, 200)',
  vendor_id: 'cast(length(vendor_id) as bigint), substr(vendor_id, 1, 200)',
  resource_group: 'substr(resource_group_id, 1, 200)',
}
