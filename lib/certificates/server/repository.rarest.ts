import 'server-only'
import { sql, type Expression, type SqlBool } from 'kysely'
import { engineOf, type Database } from '#lib/db/server/database.ts'
import { collectNumbers, countTextUpTo, countUpTo, type FoundNumbers } from './repository.numbers.ts'
import { numbersAmong, type QueryPart } from './repository.part.ts'
import { withOpenOperation } from './repository.rows.ts'

// Which part of what is asked leaves the fewest rows. No engine knows it well: SQLite not at all, PostgreSQL not of texts.

/** All rows, where the rarest part leaves fewer than `few`. */
export async function findFew(db: Database, parts: readonly QueryPart[], few: number): Promise<FoundNumbers | null> {
  const rarest = await rarestOf(db, parts, few)
  if (rarest === null || rarest.count >= few) return null
  const others = parts.filter((part) => part !== rarest.part).map(({ holds }) => holds('rows'))
  if (others.length === 0 && rarest.found !== null) return rarest.found
  const numbers = rarest.found?.numbers ?? numbersOf(db, rarest.part)
  return collectNumbers(db, others.length === 0 ? numbers : numbersAmong(numbers, and(others)))
}

/** So few need not be compared with what else is asked. */
const VERY_FEW = 200

/** How many rows a part leaves, up to a limit; and which, where counting them has found them. */
type Tried = { part: QueryPart; count: number; found: FoundNumbers | null }

export async function rarestOf(db: Database, parts: readonly QueryPart[], limit: number): Promise<Tried | null> {
  let rarest: Tried | null = null
  for (const part of parts) {
    const tried = await tryPart(db, part, limit)
    if (rarest === null || tried.count < rarest.count) rarest = tried
    if (tried.count < VERY_FEW) break
  }
  return rarest
}

/** What can only be told by looking at every row is not tried, nor on SQLite what might be told of too many. */
async function tryPart(db: Database, part: QueryPart, limit: number): Promise<Tried> {
  const engine = engineOf(db)
  if (engine === 'sqlite' && part.numbers !== undefined) {
    if (part.wider !== undefined && (await countUpTo(db, part.wider, limit)) === limit) {
      return { part, count: Number.MAX_SAFE_INTEGER, found: null }
    }
    const found = await collectNumbers(db, sql`select number from (${part.numbers}) limit ${limit}`)
    return { part, count: found.total, found }
  }
  return { part, count: await countPart(db, part, limit), found: null }
}

async function countPart(db: Database, part: QueryPart, limit: number): Promise<number> {
  const engine = engineOf(db)
  if (!part.isIndexed && (engine === 'postgres' || part.numbers === undefined)) return Number.MAX_SAFE_INTEGER
  const count = engine === 'postgres' && part.isText === true ? countTextUpTo : countUpTo
  return count(db, numbersOf(db, part), limit)
}

/** The part that leaves the fewest rows, if fewer than `limit`, which are only counted. */
export async function rarestByCount(
  db: Database,
  parts: readonly QueryPart[],
  limit: number,
): Promise<QueryPart | null> {
  let rarest: { part: QueryPart; count: number } | null = null
  for (const part of parts) {
    const count = await countPart(db, part, rarest?.count ?? limit)
    if (count < (rarest?.count ?? limit)) rarest = { part, count }
  }
  return rarest?.part ?? null
}

/** PostgreSQL finds all by their condition. */
function numbersOf(db: Database, part: QueryPart): Expression<unknown> {
  return (engineOf(db) === 'sqlite' ? part.numbers : undefined) ?? numbersBy(db, part.holds('index'))
}

export function numbersBy(db: Database, condition: Expression<SqlBool>): Expression<unknown> {
  return withOpenOperation(db).select('c.number').where(condition)
}

export function and(conditions: readonly Expression<SqlBool>[]): Expression<SqlBool> {
  return sql<SqlBool>`(${sql.join(conditions, sql` and `)})`
}
