import 'server-only'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import { engineOf, type Database, type Engine } from '#lib/db/server/database.ts'
import type { AccessPath } from '#lib/db/server/access-path.ts'
import type { CertificateConditions } from './repository.conditions.ts'
import { estimate } from './repository.numbers.ts'
import { commonSpan, isFound, numbersWhere, told, type Span } from './repository.part.ts'
import { partsOf } from './repository.query.ts'
import { and, findFew } from './repository.rarest.ts'

/** How the rows of a list are found. */
export type ListPlan = {
  /** Over `certificates as c` with its open operation, to be combined with `and`. */
  conditions: Expression<SqlBool>[]
  /** Numbers of rows to begin with, each once; null where the conditions say all. */
  found: RawBuilder<{ number: number }> | null
  /** How many rows there are, where finding them has told it. */
  total: number | null
  /**
   * `index`: the index of the sort order is walked, and rows are looked at until a page is full. `rows`: what the conditions
   * leave is read whole and sorted.
   */
  sorted: AccessPath
  /** What of many is looked for is mostly found at once; so the next rows in order are looked at before all else. */
  near: Near | null
  /** What the conditions imply of notAfter, where there is one. */
  ends: Span
}

/** Conditions as each row tells them, and for how many rows it is tried. */
export type Near = { conditions: Expression<SqlBool>[]; rows: number }

export type PlanLimits = {
  /**
   * Up to so many rows count as few: they are read and sorted about as fast as an index is walked until it has brought a
   * page of 50, each of which is one of so many among a million. What is in a name and the order of names go together: an
   * index would be walked to its other end for a name that begins with the last letter.
   */
  few: number
  /** So many rows are looked at before all else. */
  near: number
}

/** PostgreSQL brings a row from its table more slowly. */
export const FEW: Record<Engine, number> = { sqlite: 8_000, postgres: 2_000 }
const NEAR: Record<Engine, number> = { sqlite: 500, postgres: 2_000 }

/**
 * Where an engine guesses wrong how many rows a condition leaves, a page takes seconds; so each condition is tried, and the
 * rows of the rarest, if they are few, are found once for all that is asked of them.
 */
export async function planList(
  db: Database,
  filter: CertificateConditions,
  now: number,
  limits: PlanLimits = { few: FEW[engineOf(db)], near: NEAR[engineOf(db)] },
): Promise<ListPlan> {
  const engine = engineOf(db)
  const parts = partsOf(engine, filter, now)
  const ends = commonSpan(parts.flatMap((part) => part.ends ?? []))
  const few = await findFew(db, parts, limits.few)
  if (few !== null) {
    return { conditions: [], found: few.numbers, total: few.total, sorted: 'rows', near: null, ends }
  }
  const near = { conditions: parts.map(({ holds }) => holds('rows')), rows: limits.near }
  const walk = { total: null, found: null, sorted: 'index', near, ends } as const
  if (engine === 'sqlite') {
    const isRead = parts.some((part) => isFound(part) && part.isSeen !== true)
    return { ...walk, conditions: parts.map((part) => told(part, 'rows')), near: isRead ? near : null }
  }
  const conditions = parts.map(({ holds }) => holds('index'))
  const numbers = numbersWhere(and(conditions))
  const isSet = parts.some(({ isText }) => isText === true) && (await estimate(db, numbers)) < MOST_SORTED
  if (!isSet) return { ...walk, conditions, near: parts.length === 0 ? null : near }
  // It would look for the text in every row that the index of the order brings.
  const all = sql<{ number: number }>`select unnest(array(${numbers})) as number`
  return { ...walk, conditions: [], found: all, sorted: 'rows' }
}

/** PostgreSQL reads and sorts so many that hold a text before it walks along an index that knows no text. */
const MOST_SORTED = 50_000

/** What a plan begins with, as a table to join; only where it begins with something. */
export function foundAs({ found }: Pick<ListPlan, 'found'>) {
  return sql<{ number: number }>`(${found ?? sql`select null as number where 1 = 0`})`.as('found')
}
