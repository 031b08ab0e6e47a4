import 'server-only'
import { sql, type Expression, type SqlBool } from 'kysely'
import { searchableLines, searchText } from '#lib/certificates/search-text.ts'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import { isAmong } from '#lib/db/server/access-path.ts'
import type { Database, Engine, Trx } from '#lib/db/server/database.ts'
import { containsText } from '#lib/db/server/text.ts'
import { noAnnotation, type Annotation, type AnnotationText } from '../annotation.ts'

/** In one statement: tags and note are those of one version. */
export async function findAnnotation(db: Database, identifier: string): Promise<Annotation> {
  const rows = await db
    .selectFrom('certificate_annotations as a')
    .leftJoin('certificate_tags as t', 't.identifier', 'a.identifier')
    .select(['a.owner', 'a.note', 'a.version', 'a.updated_at', 'a.updated_by', 't.tag'])
    .where('a.identifier', '=', identifier)
    .orderBy('t.place')
    .execute()
  const first = rows[0]
  if (first === undefined) return noAnnotation
  return {
    owner: first.owner,
    tags: rows.flatMap(({ tag }) => (tag === null ? [] : [tag])),
    note: first.note,
    version: first.version,
    updatedAt: rfc3339(first.updated_at),
    updatedBy: first.updated_by,
  }
}

type Writing = {
  identifier: string
  /** The one that it follows. */
  version: number
  text: AnnotationText
  by: { at: number; who: string }
}

/** False: somebody was faster, and nothing is written. */
export async function writeAnnotation(trx: Trx, writing: Writing): Promise<boolean> {
  if (!(await writeText(trx, writing))) return false
  const { identifier, text } = writing
  await trx.deleteFrom('certificate_tags').where('identifier', '=', identifier).execute()
  if (text.tags.length === 0) return true
  const rows = text.tags.map((tag, place) => ({ identifier, place, tag, tag_key: searchText(tag) }))
  await trx.insertInto('certificate_tags').values(rows).execute()
  return true
}

async function writeText(trx: Trx, { identifier, version, text, by }: Writing): Promise<boolean> {
  const { owner, note, tags } = text
  const values = {
    owner,
    owner_key: searchText(owner),
    note,
    search_text: searchableLines([owner, ...tags, note]),
    version: version + 1,
    updated_at: by.at,
    updated_by: by.who,
  }
  if (version > 0) {
    const { numUpdatedRows } = await trx
      .updateTable('certificate_annotations')
      .set(values)
      .where('identifier', '=', identifier)
      .where('version', '=', version)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  }
  const inserted = await trx
    .insertInto('certificate_annotations')
    .values({ identifier, ...values })
    .onConflict((conflict) => conflict.column('identifier').doNothing())
    .returning('identifier')
    .executeTakeFirst()
  return inserted !== undefined
}

// Conditions on the Identifier of whatever lists certificates. However a text is written there or here, it is the same.

/** Whether it belongs to somebody whose name holds `owner`. */
export function ownedBy(engine: Engine, identifier: Expression<unknown>, owner: string): Expression<SqlBool> {
  return isAmong(
    engine,
    identifier,
    sql`select identifier from certificate_annotations where ${containsText('owner_key', searchText(owner))}`,
  )
}

/** Whether it has an owner: looked up for one row, since a million may have one. */
export function isOwned(identifier: Expression<unknown>): Expression<SqlBool> {
  return sql<SqlBool>`exists (
    select 1 from certificate_annotations as w where w.identifier = ${identifier} and w.owner_key <> '')`
}

/** Whether it carries any tag. */
export function isTagged(identifier: Expression<unknown>): Expression<SqlBool> {
  return sql<SqlBool>`exists (select 1 from certificate_tags as w where w.identifier = ${identifier})`
}

/** Whether it carries this tag. */
export function taggedWith(engine: Engine, identifier: Expression<unknown>, tag: string): Expression<SqlBool> {
  return isAmong(engine, identifier, sql`select identifier from certificate_tags where tag_key = ${searchText(tag)}`)
}

/** Whether its owner, one of its tags or its note holds the text. */
export function annotatedWith(engine: Engine, identifier: Expression<unknown>, text: string): Expression<SqlBool> {
  return isAmong(
    engine,
    identifier,
    sql`select identifier from certificate_annotations where ${containsText('search_text', searchText(text))}`,
  )
}
