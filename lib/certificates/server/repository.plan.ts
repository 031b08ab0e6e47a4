import 'server-only'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import { engineOf, type Database, type Engine } from '#lib/db/server/database.ts'
import { columnBy, type AccessPath } from '#lib/db/server/access-path.ts'
import { fieldParts, type CertificateConditions } from './repository.conditions.ts'
import { commonSpan, isFound, leadOf, type QueryPart, type Span } from './repository.part.ts'
import { queryParts } from './repository.query.ts'
import { withOpenOperation, type CertificatesFrom } from './repository.rows.ts'

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
  /** What the conditions imply of notAfter, where there is one. */
  ends: Span
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

const LIMITS: PlanLimits = { few: 8_000, fewFound: 8_000 }

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
  const parts = partsOf(engine, filter, now)
  const ends = commonSpan(parts.flatMap((part) => part.ends ?? []))
  if (engine === 'postgres') {
    return { conditions: parts.map(({ holds }) => holds('index')), found: null, sorted: 'index', ends }
  }
  const tried = await Promise.all(
    parts.map(async (part) => ({ part, count: await countPart(db, part, { few, fewFound }) })),
  )
  const others = (lead: QueryPart) => parts.filter((part) => part !== lead).map(({ holds }) => holds('rows'))
  const [rarest] = tried.toSorted((one, other) => one.count - other.count)
  if (rarest !== undefined && rarest.count < few && !isFound(rarest.part)) {
    return { conditions: [rarest.part.holds('index'), ...others(rarest.part)], found: null, sorted: 'rows', ends }
  }
  const texts = tried.flatMap(({ part, count }) => (isFound(part) ? [{ part, count }] : []))
  const [text] = texts.toSorted((one, other) => one.count - other.count)
  if (text !== undefined && text.count < fewFound) {
    return { conditions: others(text.part), found: text.part.numbers, sorted: 'rows', ends }
  }
  return { conditions: parts.map((part) => told(part, 'rows')), found: null, sorted: 'index', ends }
}

export type CountPlan = Pick<ListPlan, 'conditions' | 'found'> & {
  from: CertificatesFrom
}

/** The same for counting, where nothing is sorted; of what is read beside the number itself, `columns` are asked for. */
export async function planCount(
  db: Database,
  filter: CertificateConditions,
  now: number,
  asked: 'numbers' | 'columns',
): Promise<CountPlan> {
  const engine = engineOf(db)
  const parts = partsOf(engine, filter, now)
  if (engine === 'postgres') return { conditions: parts.map(({ holds }) => holds('index')), found: null, from: 'table' }
  const text = leadOf(parts)
  const alongKinds = { conditions: parts.map((part) => told(part, 'index')), found: null, from: 'kinds' } as const
  if (text === undefined) return alongKinds
  const others = parts.filter((part) => part !== text)
  const isAll = asked === 'numbers' && others.length === 0
  const { fewFound } = LIMITS
  if (!isAll && (await countUpTo(db, sql`${text.numbers} limit ${fewFound}`)) === fewFound) return alongKinds
  return { conditions: others.map((part) => told(part, 'rows')), found: text.numbers, from: 'table' }
}

/**
 * A condition on a row to which another path has led. What very many hold is not looked for in each row, which would have
 * to be read: its number is looked up among theirs.
 */
function told(part: QueryPart, access: AccessPath): Expression<SqlBool> {
  if (!isFound(part) || part.isSeen === true) return part.holds(access)
  return sql<SqlBool>`${columnBy('sqlite', 'rows', 'c.number')} in (select number from (${part.numbers}))`
}

function partsOf(engine: Engine, { query, ...fields }: CertificateConditions, now: number): QueryPart[] {
  return [...(query === undefined ? [] : queryParts(engine, query, now)), ...fieldParts(engine, fields, now)]
}

/** Up to `fewFound` of what is found, up to `few` of what a column's index tells; the rest is not tried. */
async function countPart(db: Database, part: QueryPart, { few, fewFound }: PlanLimits): Promise<number> {
  if (part.numbers !== undefined) return countUpTo(db, sql`${part.numbers} limit ${fewFound}`)
  if (!part.isIndexed) return Number.MAX_SAFE_INTEGER
  return countUpTo(db, withOpenOperation(db).select('c.identifier').where(part.holds('index')).limit(few))
}

/** What a plan begins with, as a table to join; only where it begins with something. */
export function foundAs({ found }: Pick<ListPlan, 'found'>) {
  return sql<{ number: number }>`(${found ?? sql`select null as number where 1 = 0`})`.as('found')
}

async function countUpTo(db: Database, numbers: Expression<unknown>): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from (${numbers}) as numbers`.execute(db)
  return rows[0]?.count ?? 0
}
