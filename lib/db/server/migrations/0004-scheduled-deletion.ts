import 'server-only'
import { sql, type Kysely } from 'kysely'
import type { Engine } from '../database.ts'
import { columnTypes } from './column-types.ts'

/** Operations that wait for their day: when that is, in whose name, and who took note of one that came to nothing. */
export async function addScheduledDeletion<Schema>(db: Kysely<Schema>, engine: Engine): Promise<void> {
  const { text, integer } = columnTypes(engine)
  const columns = [
    ['requester_id', text],
    ['due_at', integer],
    ['attended_at', integer],
    ['attended_by', text],
  ] as const
  for (const [name, type] of columns) {
    await sql`alter table operations add column ${sql.id(name)} ${type}`.execute(db)
  }
  // One scheduled deletion on a certificate: the second operator joins the first.
  await sql`create unique index ux_operations_scheduled on operations (identifier)
            where state = 'scheduled'`.execute(db)
  await sql`create index ix_operations_due on operations (due_at) where state = 'scheduled'`.execute(db)
  await sql`create index ix_operations_unattended on operations (requested_at)
            where due_at is not null and attended_at is null`.execute(db)
}
