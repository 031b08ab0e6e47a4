import 'server-only'
import { sql, type Expression, type RawBuilder } from 'kysely'
import { engineOf, type Database, type Engine } from '#lib/db/server/database.ts'

// Numbers of rows that were found once and are used again: they go to the store as one text, which nobody here reads.

export type FoundNumbers = { readonly numbers: RawBuilder<{ number: number }>; readonly total: number }

/** Few. */
export async function collectNumbers(db: Database, numbers: Expression<unknown>): Promise<FoundNumbers> {
  const engine = engineOf(db)
  const list = engine === 'sqlite' ? sql`json_group_array(number)` : sql`coalesce(array_agg(number), '{}')::text`
  const { rows } = await sql<{ total: number; list: string }>`
    select count(*) as total, ${list} as list from (${numbers}) as numbers`.execute(db)
  const { total, list: collected } = rows[0] ?? { total: 0, list: '' }
  return { numbers: listed(engine, collected), total }
}

function listed(engine: Engine, list: string): RawBuilder<{ number: number }> {
  return engine === 'sqlite'
    ? sql`select value as number from json_each(${list})`
    : sql`select unnest(${list}::bigint[]) as number`
}

/** How many there are, up to `limit`. */
export async function countUpTo(db: Database, numbers: Expression<unknown>, limit: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select 1 from (${numbers}) as numbers limit ${limit}) as counted`.execute(db)
  return rows[0]?.count ?? 0
}

/**
 * The same of a text on PostgreSQL. It would hope to meet so many soon and read the table from its beginning, to its end
 * where there are fewer; a common table expression is planned as if all were wanted.
 */
export async function countTextUpTo(db: Database, numbers: Expression<unknown>, limit: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with numbers as materialized (${numbers})
    select count(*) as count from (select 1 from numbers limit ${limit}) as counted`.execute(db)
  return rows[0]?.count ?? 0
}

type Explained = { 'QUERY PLAN': readonly { Plan: { 'Plan Rows': number } }[] }

/** What PostgreSQL believes that there are. */
export async function estimate(db: Database, numbers: Expression<unknown>): Promise<number> {
  const { rows } = await sql<Explained>`explain (format json) ${numbers}`.execute(db)
  return rows[0]?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0
}
