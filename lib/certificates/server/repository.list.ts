import 'server-only'
import { sql, type Expression, type RawBuilder, type SelectQueryBuilder, type SqlBool } from 'kysely'
import { sortedBy, type AccessPath } from '#lib/db/server/access-path.ts'
import { engineOf, type Database } from '#lib/db/server/database.ts'
import type { CertificateSort } from '../filter.ts'
import { hasValue, sortOf, stretchesOf, type Place, type Stretch, type Value } from './repository.order.ts'
import { openOperation, type Span } from './repository.part.ts'
import type { Matching } from './repository.total.ts'
import { foundAs, planWhole, type Far, type ListPlan, type Near, type WholePlan } from './repository.plan.ts'
import { byNumbers, joined, selectListRows, type CertificateListRow } from './repository.rows.ts'

export type PageQuery = {
  plan: ListPlan
  sort: CertificateSort
  /** Null: from the start. */
  place: Place | null
  limit: number
  /** Epoch ms. */
  now: number
  /** All that match the plan's conditions, where their number is told with the page. */
  matching?: () => Promise<Matching>
}

/**
 * One page by keyset, and one row more: rows strictly after (or, in reverse order, before) the place in (sorted
 * columns, Identifier). Rows that come or go elsewhere move nothing. Where nulls stand is said by the order and not by
 * the engine.
 */
export async function listRows(db: Database, query: PageQuery): Promise<CertificateListRow[]> {
  const { order, isAscending } = sortOf(query.sort, query.now)
  const isWide = order.isWide === true
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
        isWide,
        matching: query.matching,
        from: standing === 'here' ? from : null,
        limit: wanted - rows.length,
      })),
    )
    from = null
  }
  return rows
}

type Reach = {
  stretch: Stretch
  ascends: boolean
  isByEnd: boolean
  /** Whether the index of the order holds what most lists are narrowed by. */
  isWide: boolean
  matching?: PageQuery['matching']
  from: Place | null
  limit: number
}

async function rowsOf(db: Database, plan: ListPlan, reach: Reach): Promise<CertificateListRow[]> {
  const near = plan.near === null ? null : await rowsWithin(db, plan, plan.near, reach)
  if (near !== null) return near
  // What each condition leaves may be many, and few what all of them do.
  const few = plan.near === null ? null : (await reach.matching?.())?.numbers
  if (few) {
    const found = { found: few, from: byNumbers(engineOf(db)), sorted: 'rows', ends: plan.ends } as const
    return selectRows(db, { conditions: [], ...found }, reach).execute()
  }
  const isByItself = reach.stretch.isOneOfMany !== true
  const far = isByItself && plan.far !== null ? await rowsFar(db, plan, plan.far, reach) : null
  return far ?? (await selectRows(db, plan, reach).execute())
}

/** Null where the rest has to be walked. */
async function rowsFar(db: Database, plan: ListPlan, far: Far, reach: Reach): Promise<CertificateListRow[] | null> {
  const { conditions, ends } = plan
  const walked = await rowsWithin(db, plan, { conditions, rows: far.rows, along: null }, reach)
  if (walked !== null) return walked
  const whole = await planWhole(db, far)
  return whole === null ? null : selectRows(db, { ...whole, ends }, reach).execute()
}

/** Null where so many rows in order have not filled the page, and more follow them. */
async function rowsWithin(
  db: Database,
  { ends }: ListPlan,
  near: Near,
  reach: Reach,
): Promise<CertificateListRow[] | null> {
  const { conditions } = near
  const last = await endOf(db, ends, near, reach)
  const within = last === null ? conditions : [...conditions, upTo(last, orderOf(db, 'index', reach))]
  const walk = { conditions: within, found: null, from: 'table', sorted: 'index', ends } as const
  const rows = await selectRows(db, walk, reach).execute()
  return last === null || rows.length === reach.limit ? rows : null
}

/** How far it is walked for the rows that are looked at; null: to its end. */
async function endOf(db: Database, ends: Span, { rows, along }: Near, reach: Reach): Promise<Value[] | null> {
  const where = walked(db, ends, reach)
  if (along === null || !reach.isWide) return placeBehind(db, reach, { where, rows })
  const last = await placeBehind(db, reach, { where, rows: along.entries })
  const within = last === null ? [] : [upTo(last, orderOf(db, 'index', reach))]
  const counted = { where: [...where, ...within, ...along.conditions], with: openOperation, rows }
  return (await placeBehind(db, reach, counted)) ?? last
}

type Counted = { where: readonly Expression<SqlBool>[]; with?: RawBuilder<unknown>; rows: number }

/** Where the walk is after so many rows of which `where` holds; null: beyond its end. */
async function placeBehind(
  db: Database,
  reach: Reach,
  { where, with: beside = sql``, rows }: Counted,
): Promise<Value[] | null> {
  const { columns, identifier, direction } = orderOf(db, 'index', reach)
  const order = [...columns, identifier]
  const entries = sql<Record<string, Value>>`
    select ${sql.join(order.map((column, index) => sql`${column} as ${sql.id(`place_${String(index)}`)}`))}
      from certificates as c ${beside} ${where.length === 0 ? sql`` : sql`where ${sql.join(where, sql` and `)}`}
     order by ${sql.join(order.map((column) => sql`${column} ${direction}`))} limit 1 offset ${rows - 1}`
  const [entry] = (await entries.execute(db)).rows
  return entry === undefined ? null : Object.values(entry)
}

type Walk = WholePlan & Pick<ListPlan, 'ends'>

function selectRows(db: Database, plan: Walk, reach: Reach) {
  if (plan.sorted === 'index') return ordered(db, narrowed(db, selectListRows(db, plan.from), plan, reach), plan, reach)
  // Thousands are sorted by what they are sorted by and nothing else; what a page shows is read for its rows alone.
  const all = joined(db, plan.from)
    .$if(plan.found !== null, (rows) => rows.innerJoin(foundAs(plan), 'found.number', 'c.number'))
    .select('c.number')
  const page = ordered(db, narrowed(db, all, plan, reach), plan, reach).as('page')
  const shown = selectListRows(db, byNumbers(engineOf(db))).innerJoin(page, 'page.number', 'c.number')
  return ordered(db, shown, plan, reach)
}

function narrowed<Tables, Name extends keyof Tables, Row>(
  db: Database,
  rows: SelectQueryBuilder<Tables, Name, Row>,
  plan: Walk,
  reach: Reach,
): SelectQueryBuilder<Tables, Name, Row> {
  const conditions = [...plan.conditions, ...walked(db, plan.ends, reach, plan.sorted)]
  return conditions.reduce((found, condition) => found.where(condition), rows)
}

function ordered<Tables, Name extends keyof Tables, Row>(
  db: Database,
  rows: SelectQueryBuilder<Tables, Name, Row>,
  { sorted }: Walk,
  reach: Reach,
): SelectQueryBuilder<Tables, Name, Row> {
  const { columns, identifier, direction } = orderOf(db, sorted, reach)
  return [...columns, identifier]
    .reduce((some, expression) => some.orderBy(expression, direction === ASCENDING ? 'asc' : 'desc'), rows)
    .limit(reach.limit)
}

const ASCENDING = sql`asc`
const DESCENDING = sql`desc`

function orderOf(db: Database, sorted: AccessPath, { stretch, ascends }: Reach) {
  const by = (expression: RawBuilder<unknown>) => sortedBy(engineOf(db), sorted, expression)
  return {
    columns: stretch.by.map(({ expression }) => by(expression)),
    identifier: by(sql`c.identifier`),
    direction: ascends ? ASCENDING : DESCENDING,
  }
}

/** Which part of the order is read, whatever is looked for in it. */
function walked(db: Database, ends: Span, reach: Reach, sorted: AccessPath = 'index'): Expression<SqlBool>[] {
  const { stretch, ascends, from } = reach
  return [
    ...(stretch.where === null ? [] : [stretch.where(sorted)]),
    ...(from === null ? [] : [beyond(from, { ...orderOf(db, sorted, reach), ascends })]),
    ...(reach.isByEnd && stretch.by.length > 0 ? endsWithin(ends, from === null ? null : ascends) : []),
  ]
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

/** Not beyond it. The first column is said twice: PostgreSQL knows how many rows lie in a range of one column, but not of more. */
function upTo(place: readonly Value[], by: ReturnType<typeof orderOf>): Expression<SqlBool> {
  const sign = by.direction === ASCENDING ? sql`<=` : sql`>=`
  const order = [...by.columns, by.identifier]
  return sql<SqlBool>`((${sql.join(order)}) ${sign} (${sql.join(place)}) and ${order[0]} ${sign} ${place[0]})`
}

/** What the first row of a list holds in the column that it is sorted by; null where no row has it. */
export async function findEnd(
  db: Database,
  { plan, sort, now }: Pick<PageQuery, 'plan' | 'sort' | 'now'>,
): Promise<number | null> {
  const { order, isAscending: ascends } = sortOf(sort, now)
  const [sorted] = order.columns
  if (sorted === undefined) return null
  const where: Stretch['where'] = (access) => hasValue(sorted, sortedBy(engineOf(db), access, sorted.expression))
  const stretch: Stretch = { where, by: order.columns, holdsPlace: () => 'here' }
  const isWide = order.isWide === true
  const [first] = await rowsOf(db, plan, { stretch, ascends, isByEnd: isByEnd(sort), isWide, from: null, limit: 1 })
  const value = first === undefined ? null : sorted.valueOf(first)
  return typeof value === 'number' ? value : null
}
