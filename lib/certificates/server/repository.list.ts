import 'server-only'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import type { Cursor } from '#lib/core/cursor.ts'
import { sortedBy } from '#lib/db/server/access-path.ts'
import { engineOf, type Database } from '#lib/db/server/database.ts'
import { certificateSortFields, type CertificateSort, type CertificateSortField } from '../filter.ts'
import type { CertificateConditions } from './repository.conditions.ts'
import { foundAs, planCount, type ListPlan } from './repository.plan.ts'
import { selectListRows, withOpenOperation, type CertificateListRow } from './repository.rows.ts'

/** Beyond this a total is not counted to its end: nobody reads the difference, and counting takes as long as reading. */
const EXACT_TOTAL_LIMIT = 10_000

type SortColumn = {
  expression: RawBuilder<unknown>
  holds: 'string' | 'number'
  isNullable: boolean
  valueOf: (row: CertificateListRow) => string | number | null
}

const sortColumns: Record<CertificateSortField, SortColumn> = {
  common_name: texts(sql`c.common_name_key`, (row) => row.common_name_key),
  not_after: times(sql`c.not_after`, (row) => row.not_after),
  not_before: times(sql`c.not_before`, (row) => row.not_before),
  serial: texts(sql`c.serial_number`, (row) => row.serial_number),
  type: texts(sql`c.type`, (row) => row.type),
  ca: texts(sql`coalesce(a.common_name, '')`, (row) => row.ca_name ?? ''),
  last_seen: { ...times(sql`c.last_seen_at`, (row) => row.last_seen_at), isNullable: false },
}

function texts(expression: RawBuilder<unknown>, valueOf: SortColumn['valueOf']): SortColumn {
  return { expression, holds: 'string', isNullable: false, valueOf }
}

function times(expression: RawBuilder<unknown>, valueOf: SortColumn['valueOf']): SortColumn {
  return { expression, holds: 'number', isNullable: true, valueOf }
}

/** A place in the sort order: what the row there holds in the sorted column, and its Identifier. */
export type Place = { direction: Cursor['direction']; value: string | number | null; identifier: string }

/** Null when the cursor does not hold what the sorted column holds: PostgreSQL would fail on it. */
export function placeAt(cursor: Cursor, sort: CertificateSort): Place | null {
  const [value, identifier, ...rest] = cursor.key
  const { holds, isNullable } = sortOf(sort).column
  if (value === undefined || typeof identifier !== 'string' || rest.length > 0) return null
  const isOfItsKind = value === null ? isNullable : typeof value === holds
  const isStorable = typeof value === 'number' ? Number.isSafeInteger(value) : value?.includes('\u0000') !== true
  if (!isOfItsKind || !isStorable || identifier.includes('\u0000')) return null
  return { direction: cursor.direction, value, identifier }
}

/** The same for a row. */
export function keyOfRow(row: CertificateListRow, sort: CertificateSort): Cursor['key'] {
  return [sortOf(sort).column.valueOf(row), row.identifier]
}

function sortOf(sort: CertificateSort): { column: SortColumn; isAscending: boolean } {
  const field = certificateSortFields.find((name) => sort === name || sort === `-${name}`)
  if (field === undefined) throw new Error('the sort order was not checked')
  return { column: sortColumns[field], isAscending: sort === field }
}

export type PageQuery = {
  plan: ListPlan
  sort: CertificateSort
  /** Null: from the start. */
  place: Place | null
  limit: number
}

/**
 * One page by keyset, and one row more: rows strictly after (or, in reverse order, before) the place in (sorted
 * column, identifier). Rows that come or go elsewhere move nothing. What is null counts as greater than everything,
 * on both engines.
 */
export async function listRows(db: Database, query: PageQuery): Promise<CertificateListRow[]> {
  const { column: sorted, isAscending } = sortOf(query.sort)
  return rowsInOrder(db, query, sorted, isAscending !== (query.place?.direction === 'previous'))
}

/**
 * Rows with a value and rows without one are two stretches, read one after the other: each is a plain walk along the
 * index, which one condition over both would not be.
 */
async function rowsInOrder(
  db: Database,
  query: PageQuery,
  sorted: SortColumn,
  ascends: boolean,
): Promise<CertificateListRow[]> {
  const wanted = query.limit + 1
  const stretches = sorted.isNullable ? [false, true] : [false]
  if (!ascends) stretches.reverse()
  const place = query.place
  const start = place === null ? 0 : stretches.indexOf(place.value === null && sorted.isNullable)
  const rows: CertificateListRow[] = []
  for (const [index, isNull] of stretches.entries()) {
    if (index < start || rows.length >= wanted) continue
    const from = place !== null && index === start ? place : null
    rows.push(...(await stretch(db, query.plan, { sorted, ascends, isNull, from, limit: wanted - rows.length })))
  }
  return rows
}

async function stretch(
  db: Database,
  plan: ListPlan,
  part: { sorted: SortColumn; ascends: boolean; isNull: boolean; from: Place | null; limit: number },
): Promise<CertificateListRow[]> {
  const { sorted, ascends, isNull, from, limit } = part
  const conditions = [...plan.conditions]
  const by = (expression: RawBuilder<unknown>) => sortedBy(engineOf(db), plan.sorted, expression)
  if (sorted.isNullable)
    conditions.push(
      isNull ? sql<SqlBool>`${sorted.expression} is null` : sql<SqlBool>`${sorted.expression} is not null`,
    )
  if (from !== null) conditions.push(beyond(from, sorted, ascends, isNull))
  const direction = ascends ? 'asc' : 'desc'
  const selected = conditions.reduce(
    (rows, condition) => rows.where(condition),
    selectListRows(db).$if(plan.found !== null, (rows) => rows.innerJoin(foundAs(plan), 'found.number', 'c.number')),
  )
  const ordered = isNull ? selected : selected.orderBy(by(sorted.expression), direction)
  return ordered
    .orderBy(by(sql`c.identifier`), direction)
    .limit(limit)
    .execute()
}

function beyond(place: Place, sorted: SortColumn, ascends: boolean, isNull: boolean): Expression<SqlBool> {
  const sign = ascends ? sql`>` : sql`<`
  return isNull
    ? sql<SqlBool>`c.identifier ${sign} ${place.identifier}`
    : sql<SqlBool>`(${sorted.expression}, c.identifier) ${sign} (${place.value}, ${place.identifier})`
}

/** What the first row of a list holds in the column that it is sorted by; null where no row has it. */
export async function findEnd(db: Database, { plan, sort }: Pick<PageQuery, 'plan' | 'sort'>): Promise<number | null> {
  const { column: sorted, isAscending: ascends } = sortOf(sort)
  const [first] = await stretch(db, plan, { sorted, ascends, isNull: false, from: null, limit: 1 })
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
  const plan = planned.sorted === 'rows' ? planned : planCount(db, filter, now)
  const matching = plan.conditions
    .reduce(
      (rows, condition) => rows.where(condition),
      withOpenOperation(db)
        .select('c.number')
        .$if(plan.found !== null, (rows) => rows.innerJoin(foundAs(plan), 'found.number', 'c.number')),
    )
    .limit(EXACT_TOTAL_LIMIT + 1)
    .as('matching')
  const { count } = await db
    .selectFrom(matching)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  const total = count
  return { total: Math.min(total, EXACT_TOTAL_LIMIT), isLowerBound: total > EXACT_TOTAL_LIMIT }
}
