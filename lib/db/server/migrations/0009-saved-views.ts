import 'server-only'
import { sql, type Kysely } from 'kysely'
import type { Engine } from '../database.ts'
import { columnTypes } from './column-types.ts'

/** Addresses of the list of certificates under a name, of one user or shared with everybody. */
export async function createSavedViews<Schema>(db: Kysely<Schema>, engine: Engine): Promise<void> {
  const { text, integer } = columnTypes(engine)
  const ending = engine === 'sqlite' ? sql` strict` : sql``
  await sql`create table saved_views (
    id ${text} not null primary key, owner_id ${text} not null references users (id), owner_email ${text} not null,
    name ${text} not null, is_shared ${integer} not null check (is_shared in (0, 1)), params ${text} not null,
    created_at ${integer} not null, updated_at ${integer} not null)${ending}`.execute(db)
  await sql`create unique index ux_saved_views_owner_id_name on saved_views (owner_id, name)`.execute(db)
  await sql`create index ix_saved_views_shared on saved_views (id) where is_shared = 1`.execute(db)
}
