import 'server-only'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import { engineOf, type Database } from '#lib/db/server/database.ts'
import type { AccessPath } from '#lib/db/server/access-path.ts'
import { fieldConditions, type CertificateConditions } from './repository.conditions.ts'
import { withOpenOperation } from './repository.rows.ts'
import { searchCondition } from './repository.search.ts'

/** How the rows of a list are found. */
export type ListPlan = {
  /** Over `certificates as c` with its open operation, to be combined with `and`. */
  conditions: Expression<SqlBool>[]
  /** Numbers of rows to begin with, each once; null where the conditions say all. */
  found: RawBuilder<{ number: number }> | null
  /**
   * `index`: the index of the sort order is walked, and rows are looked at until a page is full. `rows`: what the conditions
   * leave is read whole and sorted.
   */
  sorted: AccessPath
}

/** Up to how many rows something counts as rare. */
export type PlanLimits = {
  /**
   * So many rows are read and sorted about as fast as an index is walked until it has brought a page of 50, each of which
   * is one of so many among a million.
   */
  few: number
  /**
   * A text leads for longer. What is in a name and the order of names go together: an index would be walked to its other
   * end for a name that begins with the last letter.
   */
  fewFound: number
}

const LIMITS: PlanLimits = { few: 3_000, fewFound: 20_000 }

/**
 * PostgreSQL knows how many rows a condition leaves. SQLite does not, and where it guessed wrong a page would take
 * seconds; so each condition is tried, up to `few` rows, and the rarest leads.
 */
export async function planList(
  db: Database,
  filter: CertificateConditions,
  now: number,
  { few, fewFound }: PlanLimits = LIMITS,
): Promise<ListPlan> {
  const engine = engineOf(db)
  const search = searchCondition(engine, filter.q ?? '')
  const fields = fieldConditions(engine, filter, now)
  const holds = search === null ? [] : [search.holds]
  const all = (access: AccessPath) => fields.map((say) => say(access))
  if (engine === 'postgres') return { conditions: [...all('index'), ...holds], found: null, sorted: 'index' }
  const found = search === null ? null : search.numbers
  const hits = found === null ? fewFound : await countUpTo(db, sql`${found} limit ${fewFound}`)
  if (hits < few) return { conditions: all('rows'), found, sorted: 'rows' }
  const counts = await Promise.all(
    fields.map((say) => countUpTo(db, withOpenOperation(db).select('c.identifier').where(say('index')).limit(few))),
  )
  const fewest = Math.min(few, ...counts)
  if (fewest < few) {
    const rarest = counts.indexOf(fewest)
    const conditions = fields.map((say, index) => say(index === rarest ? 'index' : 'rows'))
    return { conditions: [...conditions, ...holds], found: null, sorted: 'rows' }
  }
  if (hits < fewFound) return { conditions: all('rows'), found, sorted: 'rows' }
  return { conditions: [...all('rows'), ...holds], found: null, sorted: 'index' }
}

/** The same for counting, where nothing is sorted: a text leads however common it is. */
export function planCount(db: Database, filter: CertificateConditions, now: number): Omit<ListPlan, 'sorted'> {
  const engine = engineOf(db)
  const search = searchCondition(engine, filter.q ?? '')
  // Together they are in one index.
  const conditions = fieldConditions(engine, filter, now).map((say) => say('rows'))
  if (search === null) return { conditions, found: null }
  return engine === 'sqlite'
    ? { conditions, found: search.numbers }
    : { conditions: [...conditions, search.holds], found: null }
}

/** What a plan begins with, as a table to join; only where it begins with something. */
export function foundAs({ found }: Pick<ListPlan, 'found'>) {
  return sql<{ number: number }>`(${found ?? sql`select null as number where 1 = 0`})`.as('found')
}

async function countUpTo(db: Database, numbers: Expression<unknown>): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from (${numbers}) as numbers`.execute(db)
  return rows[0]?.count ?? 0
}
