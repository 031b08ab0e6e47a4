import 'server-only'
import { sql, type Kysely } from 'kysely'
import type { Engine } from '../database.ts'
import { columnTypes } from './column-types.ts'

/**
 * What people write on certificates: owner, tags, note. No foreign key to the mirror: they belong to an Identifier,
 * whatever becomes of the row.
 */
export async function createAnnotations<Schema>(db: Kysely<Schema>, engine: Engine): Promise<void> {
  const { text, integer } = columnTypes(engine)
  const ending = engine === 'sqlite' ? sql` strict` : sql``
  await sql`create table certificate_annotations (
    identifier ${text} not null primary key,
    owner ${text} not null,
    owner_key ${text} not null,
    note ${text} not null,
    search_text ${text} not null,
    version ${integer} not null,
    updated_at ${integer} not null,
    updated_by ${text} not null)${ending}`.execute(db)
  await sql`create index ix_certificate_annotations_owner on certificate_annotations (owner_key, identifier)`.execute(
    db,
  )
  await sql`create table certificate_tags (
    identifier ${text} not null references certificate_annotations (identifier),
    place ${integer} not null,
    tag ${text} not null,
    tag_key ${text} not null)${ending}`.execute(db)
  await sql`create unique index ux_certificate_tags on certificate_tags (identifier, tag_key)`.execute(db)
  await sql`create index ix_certificate_tags_tag_key on certificate_tags (tag_key, identifier)`.execute(db)
  // Certificates of one name in the order of their beginning.
  await sql`create index ix_certificates_succession on certificates
            (common_name_key, type, not_before, identifier)`.execute(db)
}
