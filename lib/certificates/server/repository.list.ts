import 'server-only'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import { sortedBy } from '#lib/db/server/access-path.ts'
import { engineOf, type Database } from '#lib/db/server/database.ts'
import type { CertificateSort } from '../filter.ts'
import type { CertificateConditions } from './repository.conditions.ts'
import { sortOf, stretchesOf, type Place, type Stretch } from './repository.order.ts'
import type { Span } from './repository.part.ts'
import { foundAs, planCount, type CountPlan, type ListPlan } from './repository.plan.ts'
import { selectListRows, withOpenOperation, type CertificateListRow } from './repository.rows.ts'

/** Beyond this a total is not counted to its end: nobody reads the difference, and counting takes as long as reading. */
const EXACT_TOTAL_LIMIT = 10_000

export type PageQuery = {
  plan: ListPlan
  sort: CertificateSort
  /** Null: from the start. */
  place: Place | null
  limit: number
}

/**
 * One page by keyset, and one row more: rows strictly after (or, in reverse order, before) the place in (sorted
 * columns, Identifier). Rows that come or go elsewhere move nothing. Where nulls stand is said by the order and not by
 * the engine.
 */
export async function listRows(db: Database, query: PageQuery): Promise<CertificateListRow[]> {
  const { order, isAscending } = sortOf(query.sort)
  const ascends = isAscending !== (query.place?.direction === 'previous')
  const stretches = await stretchesOf(db, query.plan, order)
  const wanted = query.limit + 1
  const rows: CertificateListRow[] = []
  let from = query.place
  for (const stretch of ascends ? stretches : stretches.toReversed()) {
    if (rows.length >= wanted) break
    const standing = from === null ? 'beyond' : stretch.holdsPlace(from, ascends)
    if (standing === 'before') continue
    rows.push(
      ...(await rowsOf(db, query.plan, {
        stretch,
        ascends,
        isByEnd: isByEnd(query.sort),
        from: standing === 'here' ? from : null,
        limit: wanted - rows.length,
      })),
    )
    from = null
  }
  return rows
}

async function rowsOf(
  db: Database,
  plan: ListPlan,
  part: { stretch: Stretch; ascends: boolean; isByEnd: boolean; from: Place | null; limit: number },
): Promise<CertificateListRow[]> {
  const { stretch, ascends, isByEnd, from, limit } = part
  const conditions = [...plan.conditions]
  const by = (expression: RawBuilder<unknown>) => sortedBy(engineOf(db), plan.sorted, expression)
  if (stretch.where !== null) conditions.push(stretch.where)
  if (from !== null)
    conditions.push(
      beyond(from, {
        columns: stretch.by.map(({ expression }) => by(expression)),
        identifier: by(sql`c.identifier`),
        ascends,
      }),
    )
  if (isByEnd && stretch.by.length > 0) conditions.push(...endsWithin(plan.ends, from === null ? null : ascends))
  const direction = ascends ? 'asc' : 'desc'
  const selected = conditions.reduce(
    (rows, condition) => rows.where(condition),
    selectListRows(db).$if(plan.found !== null, (rows) => rows.innerJoin(foundAs(plan), 'found.number', 'c.number')),
  )
  return stretch.by
    .reduce((rows, { expression }) => rows.orderBy(by(expression), direction), selected)
    .orderBy(by(sql`c.identifier`), direction)
    .limit(limit)
    .execute()
}

function isByEnd(sort: CertificateSort): boolean {
  return sort === 'not_after' || sort === '-not_after'
}

/** A walk that has begun has the bound that it began at behind it. */
function endsWithin({ from, to }: Span, begunAscending: boolean | null): Expression<SqlBool>[] {
  return [
    ...(from === null || begunAscending === true ? [] : [sql<SqlBool>`c.not_after >= ${from}`]),
    ...(to === null || begunAscending === false ? [] : [sql<SqlBool>`c.not_after < ${to}`]),
  ]
}

/** `columns` as they are sorted by: where rows are read and sorted, their index must not lead either. */
function beyond(
  place: Place,
  by: { columns: readonly RawBuilder<unknown>[]; identifier: RawBuilder<unknown>; ascends: boolean },
): Expression<SqlBool> {
  const sign = by.ascends ? sql`>` : sql`<`
  const there = [...place.values.slice(0, by.columns.length), place.identifier]
  return sql<SqlBool>`(${sql.join([...by.columns, by.identifier])}) ${sign} (${sql.join(there)})`
}

/** What the first row of a list holds in the column that it is sorted by; null where no row has it. */
export async function findEnd(db: Database, { plan, sort }: Pick<PageQuery, 'plan' | 'sort'>): Promise<number | null> {
  const { order, isAscending: ascends } = sortOf(sort)
  const [sorted] = order.columns
  if (sorted === undefined) return null
  const where = sql<SqlBool>`${sorted.expression} is not null`
  const stretch: Stretch = { where, by: order.columns, holdsPlace: () => 'here' }
  const [first] = await rowsOf(db, plan, { stretch, ascends, isByEnd: isByEnd(sort), from: null, limit: 1 })
  const value = first === undefined ? null : sorted.valueOf(first)
  return typeof value === 'number' ? value : null
}

/** How many rows match: exact up to EXACT_TOTAL_LIMIT. A plan of a list that begins with few rows is the best for counting too. */
export async function countMatching(
  db: Database,
  planned: ListPlan,
  filter: CertificateConditions,
  now: number,
): Promise<{ total: number; isLowerBound: boolean }> {
  const plan =
    planned.sorted === 'rows' ? { ...planned, from: 'table' as const } : await planCount(db, filter, now, 'numbers')
  const limit = EXACT_TOTAL_LIMIT + 1
  const isAllFound = plan.found !== null && plan.conditions.length === 0
  const matching = isAllFound
    ? db.selectFrom(foundAs(plan)).select('found.number').limit(limit).as('matching')
    : matchingNumbers(db, plan).limit(limit).as('matching')
  const { count } = await db
    .selectFrom(matching)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return { total: Math.min(count, EXACT_TOTAL_LIMIT), isLowerBound: count > EXACT_TOTAL_LIMIT }
}

function matchingNumbers(db: Database, plan: CountPlan) {
  return plan.conditions.reduce(
    (rows, condition) => rows.where(condition),
    withOpenOperation(db, plan.from)
      .select('c.number')
      .$if(plan.found !== null, (rows) => rows.innerJoin(foundAs(plan), 'found.number', 'c.number')),
  )
}
