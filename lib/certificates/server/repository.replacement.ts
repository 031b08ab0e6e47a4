import 'server-only'
import { sql, type SqlBool } from 'kysely'
import type { Database } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { kindsPart, type QueryPart } from './repository.part.ts'

/** Whether a later certificate of the same name and type is valid. `now` is epoch ms. */
export function replacedPart(is: 'none' | 'some', now: number): QueryPart {
  const isReplaced = sql<SqlBool>`c.replaced_until >= ${now}`
  return kindsPart(is === 'some' ? isReplaced : sql<SqlBool>`(${isReplaced}) is not true`)
}

/** So many are read at once; those of one name always are. */
const ROWS_READ = 2_000
/** While so many are written nobody else writes on SQLite: some milliseconds. */
const ROWS_WRITTEN = 500

/**
 * Writes down for every certificate until when a later one of its name and type is valid. What has no common name has no
 * namesake. Walks by name, and writes only what has changed, in short transactions. The worker's alone, between passes: it
 * locks rows in an order that no other transaction keeps.
 */
export async function refreshReplacements(db: Database, signal: AbortSignal): Promise<void> {
  await writeAll(db, await findNameless(db), signal)
  let after = ''
  while (!signal.aborted) {
    const last = await lastOfNext(db, after)
    if (last === null) return
    await writeAll(db, await findChanged(db, after, last), signal)
    after = last
  }
}

type Replaced = { number: number; until: number | null }

/** Those that have lost their name. */
async function findNameless(db: Database): Promise<Replaced[]> {
  const rows = await db
    .selectFrom('certificates')
    .select('number')
    .where('common_name_key', '=', '')
    .where('replaced_until', 'is not', null)
    .execute()
  return rows.map(({ number }) => ({ number, until: null }))
}

async function findChanged(db: Database, after: string, last: string): Promise<Replaced[]> {
  const { rows } = await sql<Replaced>`
    select number, until from (
      select number, replaced_until, max(case when vendor_status = 'ISSUE' and deleted_at is null then not_after end) over (
          partition by common_name_key, type order by coalesce(not_before, 0) desc, identifier desc
          rows between unbounded preceding and 1 preceding
        ) as until
      from certificates where common_name_key > ${after} and common_name_key <= ${last}
    ) as computed
    where replaced_until is distinct from until`.execute(db)
  return rows
}

async function writeAll(db: Database, changed: readonly Replaced[], signal: AbortSignal): Promise<void> {
  for (let from = 0; from < changed.length && !signal.aborted; from += ROWS_WRITTEN) {
    await writeUntil(db, changed.slice(from, from + ROWS_WRITTEN))
  }
}

async function writeUntil(db: Database, changed: readonly Replaced[]): Promise<void> {
  const values = changed.map(({ number, until }) => sql`(cast(${number} as bigint), cast(${until} as bigint))`)
  await transaction(db, async (trx) => {
    await sql`
      with computed (number, until) as (values ${sql.join(values)})
      update certificates set replaced_until = computed.until from computed where certificates.number = computed.number`.execute(
      trx,
    )
  })
}

/** The last of the next names; those of one name are never parted. */
async function lastOfNext(db: Database, after: string): Promise<string | null> {
  const { rows } = await sql<{ last: string | null }>`
    select max(name) as last from (
      select common_name_key as name from certificates where common_name_key > ${after}
      order by common_name_key limit ${ROWS_READ}
    ) as names`.execute(db)
  return rows[0]?.last ?? null
}
