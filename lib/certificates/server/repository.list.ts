import 'server-only'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import type { Database } from '#lib/db/server/database.ts'
import { certificateSortFields, type CertificateSort, type CertificateSortField } from '../filter.ts'
import type { Cursor } from './cursor.ts'
import { conditionsOf, type CertificateConditions } from './repository.conditions.ts'
import { joined, selectListRows, type CertificateListRow } from './repository.rows.ts'

/** Beyond this a total is not counted to its end: nobody reads the difference, and counting takes as long as reading. */
export const EXACT_TOTAL_LIMIT = 10_000

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

/** Whether a cursor's value is of the kind that its column holds; PostgreSQL would fail on another. */
export function fitsSort(cursor: Cursor, sort: CertificateSort): boolean {
  const { holds, isNullable } = sortOf(sort).column
  return cursor.value === null ? isNullable : typeof cursor.value === holds
}

function sortOf(sort: CertificateSort): { column: SortColumn; isAscending: boolean } {
  const field = certificateSortFields.find((name) => sort === name || sort === `-${name}`)
  if (field === undefined) throw new Error('the sort order was not checked')
  return { column: sortColumns[field], isAscending: sort === field }
}

export type PageQuery = {
  filter: CertificateConditions
  sort: CertificateSort
  /** Null: from the start. */
  cursor: Cursor | null
  limit: number
  now: number
}
export type ListPage = { rows: CertificateListRow[]; hasBefore: boolean; hasAfter: boolean }

/**
 * One page by keyset: rows strictly after (or before) the cursor's place in (sorted column, identifier). Rows that
 * come or go elsewhere move nothing. What is null counts as greater than everything, on both engines.
 */
export async function listPage(db: Database, query: PageQuery): Promise<ListPage> {
  const { column: sorted, isAscending } = sortOf(query.sort)
  const isBackward = query.cursor?.direction === 'before'
  const ascends = isAscending !== isBackward
  const found = await rowsInOrder(db, query, sorted, ascends)
  const hasMore = found.length > query.limit
  const rows = found.slice(0, query.limit)
  if (isBackward) return { rows: rows.reverse(), hasBefore: hasMore, hasAfter: true }
  return { rows, hasBefore: query.cursor !== null, hasAfter: hasMore }
}

/** Where a row stands in the sort order: what a cursor at it holds. */
export function placeOf(row: CertificateListRow, sort: CertificateSort): Omit<Cursor, 'direction'> {
  return { value: sortOf(sort).column.valueOf(row), identifier: row.identifier }
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
  const place = query.cursor
  const start = place === null ? 0 : stretches.indexOf(place.value === null && sorted.isNullable)
  const rows: CertificateListRow[] = []
  for (const [index, isNull] of stretches.entries()) {
    if (index < start || rows.length >= wanted) continue
    const from = place !== null && index === start ? place : null
    rows.push(...(await stretch(db, query, { sorted, ascends, isNull, from, limit: wanted - rows.length })))
  }
  return rows
}

async function stretch(
  db: Database,
  { filter, now }: PageQuery,
  part: { sorted: SortColumn; ascends: boolean; isNull: boolean; from: Cursor | null; limit: number },
): Promise<CertificateListRow[]> {
  const { sorted, ascends, isNull, from, limit } = part
  const conditions: Expression<SqlBool>[] = conditionsOf(filter, now)
  if (sorted.isNullable)
    conditions.push(
      isNull ? sql<SqlBool>`${sorted.expression} is null` : sql<SqlBool>`${sorted.expression} is not null`,
    )
  if (from !== null) conditions.push(beyond(from, sorted, ascends, isNull))
  const direction = ascends ? 'asc' : 'desc'
  const selected = conditions.reduce((rows, condition) => rows.where(condition), selectListRows(db))
  const ordered = isNull ? selected : selected.orderBy(sorted.expression, direction)
  return ordered.orderBy('c.identifier', direction).limit(limit).execute()
}

function beyond(place: Cursor, sorted: SortColumn, ascends: boolean, isNull: boolean): Expression<SqlBool> {
  const sign = ascends ? sql`>` : sql`<`
  return isNull
    ? sql<SqlBool>`c.identifier ${sign} ${place.identifier}`
    : sql<SqlBool>`(${sorted.expression}, c.identifier) ${sign} (${place.value}, ${place.identifier})`
}

/** How many rows match: exact up to EXACT_TOTAL_LIMIT. */
export async function countMatching(
  db: Database,
  filter: CertificateConditions,
  now: number,
): Promise<{ total: number; isLowerBound: boolean }> {
  const matching = conditionsOf(filter, now)
    .reduce((rows, condition) => rows.where(condition), joined(db).select('c.identifier'))
    .limit(EXACT_TOTAL_LIMIT + 1)
    .as('matching')
  const { count } = await db
    .selectFrom(matching)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  const total = Number(count)
  return { total: Math.min(total, EXACT_TOTAL_LIMIT), isLowerBound: total > EXACT_TOTAL_LIMIT }
}
