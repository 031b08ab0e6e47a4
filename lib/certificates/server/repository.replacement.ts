import 'server-only'
import { sql, type SqlBool } from 'kysely'
import type { Database } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { notPart, seenPart, type QueryPart } from './repository.part.ts'

/** Whether a later certificate of the same name and type is valid. `now` is epoch ms. */
export function replacedPart(is: 'none' | 'some', now: number): QueryPart {
  const isReplaced = seenPart(sql<SqlBool>`c.replaced_until >= ${now}`)
  return is === 'some' ? isReplaced : notPart(isReplaced)
}

/** While so many are computed nobody else writes on SQLite: some milliseconds. */
const ROWS_AT_ONCE = 2_000

/**
 * Writes down for every certificate until when a later one of its name and type is valid. Walks by name in short
 * transactions, and writes only what has changed. The worker's alone, between passes: it locks rows in an order that no
 * other transaction keeps.
 */
export async function refreshReplacements(db: Database, signal: AbortSignal): Promise<void> {
  let after: string | null = null
  while (!signal.aborted) {
    const last = await lastOfNext(db, after)
    if (last === null) return
    const names = sql<SqlBool>`${isBehind(after)} and common_name_key <= ${last}`
    await transaction(db, async (trx) => {
      await sql`
        update certificates set replaced_until = computed.until
        from (
          select number, max(case when vendor_status = 'ISSUE' and deleted_at is null then not_after end) over (
              partition by common_name_key, type order by coalesce(not_before, 0) desc, identifier desc
              rows between unbounded preceding and 1 preceding
            ) as until
          from certificates where ${names}
        ) as computed
        where certificates.number = computed.number
          and certificates.replaced_until is distinct from computed.until`.execute(trx)
    })
    after = last
  }
}

/** The last of the next names; those of one name are never parted. */
async function lastOfNext(db: Database, after: string | null): Promise<string | null> {
  const { rows } = await sql<{ last: string | null }>`
    select max(name) as last from (
      select common_name_key as name from certificates where ${isBehind(after)} order by common_name_key limit ${ROWS_AT_ONCE}
    ) as names`.execute(db)
  return rows[0]?.last ?? null
}

function isBehind(name: string | null) {
  return name === null ? sql<SqlBool>`1 = 1` : sql<SqlBool>`common_name_key > ${name}`
}
