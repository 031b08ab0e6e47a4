import 'server-only'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import { engineOf, type Database, type Engine } from '#lib/db/server/database.ts'
import type { AccessPath } from '#lib/db/server/access-path.ts'
import type { CertificateConditions } from './repository.conditions.ts'
import { countUpTo, estimate } from './repository.numbers.ts'
import { commonSpan, isFound, told, type QueryPart, type Span } from './repository.part.ts'
import { partsOf } from './repository.query.ts'
import { and, findFew, numbersBy, rarestByCount } from './repository.rarest.ts'
import { byNumbers, type CertificatesFrom } from './repository.rows.ts'

/** How the rows of a list are found. */
export type ListPlan = {
  /** Over `certificates as c` with its open operation, to be combined with `and`. */
  conditions: Expression<SqlBool>[]
  /** Numbers of rows to begin with, each once; null where the conditions say all. */
  found: RawBuilder<{ number: number }> | null
  from: CertificatesFrom
  /** How many rows there are, where finding them has told it. */
  total: number | null
  /**
   * `index`: the index of the sort order is walked, and rows are looked at until a page is full. `rows`: what the conditions
   * leave is read whole and sorted.
   */
  sorted: AccessPath
  /** What of many is looked for is mostly found at once; so the next rows in order are looked at before all else. */
  near: Near | null
  /** What else is done where a walk finds too little. */
  far: Far | null
  /** What the conditions imply of notAfter, where there is one. */
  ends: Span
}

/** How all rows are found, to be sorted. */
export type WholePlan = Pick<ListPlan, 'conditions' | 'found' | 'from' | 'sorted'>

/** Conditions as each row tells them, and for how many rows it is tried. */
export type Near = {
  conditions: Expression<SqlBool>[]
  rows: number
  /**
   * Those among them that the index of a usual order tells, and along how many of its entries: what does not meet them is
   * passed by unread and counts for none of the rows. Null where there is none.
   */
  along: { conditions: Expression<SqlBool>[]; entries: number } | null
}

/**
 * What was issued of late stands at one end of the order of issuance, and near one end of many another: where `rows` in a
 * row have not filled a page, all that is looked for is read and sorted, if there are fewer than `most`.
 */
export type Far = { rows: number; most: number; parts: readonly QueryPart[] }

export type PlanLimits = {
  /**
   * Up to so many rows count as few: they are read and sorted about as fast as an index is walked until it has brought a
   * page of 50, each of which is one of so many among a million. What is in a name and the order of names go together: an
   * index would be walked to its other end for a name that begins with the last letter.
   */
  few: number
  /** So many rows are looked at before all else. */
  near: number
  /** So many entries of the index are passed for them. */
  entries: number
  /** So many numbers are looked up rather than a row is read. */
  lookedUp: number
  /** So many in order before all is read that is looked for, if there are fewer than `whole`. */
  far: number
  whole: number
}

/** PostgreSQL brings a row from its table more slowly. */
export const FEW: Record<Engine, number> = { sqlite: 8_000, postgres: 2_000 }
const NEAR: Record<Engine, number> = { sqlite: 500, postgres: 2_000 }
/** They are passed in the time in which a few thousand rows are read. */
const ENTRIES = 50_000
const LOOKED_UP = 100_000
/** As many as must be walked past for a page, where one in a hundred is looked for and they are scattered, and twice that. */
const FAR = 10_000
const WHOLE = 300_000

/**
 * Where an engine guesses wrong how many rows a condition leaves, a page takes seconds; so each condition is tried, and the
 * rows of the rarest, if they are few, are found once for all that is asked of them.
 */
export async function planList(
  db: Database,
  filter: CertificateConditions,
  now: number,
  limits: PlanLimits = limitsOf(engineOf(db)),
): Promise<ListPlan> {
  const engine = engineOf(db)
  const parts = partsOf(engine, filter, now)
  const ends = commonSpan(parts.flatMap((part) => part.ends ?? []))
  const estimated = engine === 'postgres' ? await estimateOfText(db, parts) : null
  const isSet = estimated !== null && estimated < MOST_SORTED
  // To try whether these are few takes longer than to sort them.
  const few = isSet && estimated > limits.few * SURELY_MORE ? null : await findFew(db, parts, limits.few)
  if (few !== null) {
    const { numbers: found, total } = few
    return { conditions: [], found, from: byNumbers(engine), total, sorted: 'rows', near: null, far: null, ends }
  }
  const along = engine === 'sqlite' ? parts.filter(({ isAlongOrders }) => isAlongOrders === true) : []
  const near: Near = {
    conditions: parts.map(({ holds }) => holds('rows')),
    rows: limits.near,
    along: along.length === 0 ? null : { conditions: along.map(({ holds }) => holds('rows')), entries: limits.entries },
  }
  const far = parts.some((part) => isTogether(engine, part)) ? { rows: limits.far, most: limits.whole, parts } : null
  const walk = { total: null, found: null, from: 'table', sorted: 'index', near, far, ends } as const
  if (engine === 'sqlite') {
    const isRead = parts.some((part) => isFound(part) && part.isSeen !== true)
    const conditions = await Promise.all(parts.map((part) => toldAlong(db, part, limits.lookedUp)))
    return { ...walk, conditions, near: isRead ? near : null }
  }
  const conditions = parts.map(({ holds }) => holds('index'))
  // Along the index of the order it would look for the text in every row.
  if (isSet) return { ...walk, conditions, sorted: 'rows', far: null }
  return { ...walk, conditions, near: parts.length === 0 ? null : near }
}

function limitsOf(engine: Engine): PlanLimits {
  return { few: FEW[engine], near: NEAR[engine], entries: ENTRIES, lookedUp: LOOKED_UP, far: FAR, whole: WHOLE }
}

/**
 * Along the index of another order SQLite reads every row to learn when it begins. The numbers of those that do then, by the
 * index of that time, are found in less, if they are not very many.
 */
async function toldAlong(db: Database, part: QueryPart, most: number): Promise<Expression<SqlBool>> {
  if (part.isBesideKinds !== true) return told(part, 'rows')
  const numbers = sql`select c.number from certificates as c where ${part.holds('index')}`
  if ((await countUpTo(db, numbers, most)) === most) return told(part, 'rows')
  return sql<SqlBool>`+c.number in (${numbers})`
}

/** What PostgreSQL believes that a text leaves, with what else is asked; null where none is looked for. */
async function estimateOfText(db: Database, parts: readonly QueryPart[]): Promise<number | null> {
  if (!parts.some(({ isText }) => isText === true)) return null
  return estimate(db, numbersBy(db, and(parts.map(({ holds }) => holds('index')))))
}

/**
 * Whether what is looked for may be far, all together, on a way that takes long: SQLite's indexes of most orders tell what
 * that of the kinds tells, and are walked from end to end as fast as some rows are read.
 */
function isTogether(engine: Engine, { isWide, isBesideKinds }: QueryPart): boolean {
  return isWide === true && (engine === 'postgres' || isBesideKinds === true)
}

/** Null where nothing is rare enough. */
export async function planWhole(db: Database, { parts, most }: Far): Promise<WholePlan | null> {
  const rarest = await rarestByCount(db, parts, most)
  if (rarest === null) return null
  if (engineOf(db) === 'postgres') {
    return { conditions: parts.map(({ holds }) => holds('index')), found: null, from: 'table', sorted: 'rows' }
  }
  const others = parts.filter((part) => part !== rarest).map((part) => told(part, 'rows'))
  return isFound(rarest)
    ? { conditions: others, found: rarest.numbers, from: 'numbers', sorted: 'rows' }
    : { conditions: [rarest.holds('index'), ...others], found: null, from: 'table', sorted: 'rows' }
}

/** It is wrong about texts, but not by so much where it believes that there are many. */
const SURELY_MORE = 3
/** PostgreSQL reads and sorts so many that hold a text before it walks along an index that knows no text. */
const MOST_SORTED = 150_000

/** What a plan begins with, as a table to join; only where it begins with something. */
export function foundAs({ found }: Pick<ListPlan, 'found'>) {
  return sql<{ number: number }>`(${found ?? sql`select null as number where 1 = 0`})`.as('found')
}
