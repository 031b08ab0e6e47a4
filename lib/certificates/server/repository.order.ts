import 'server-only'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import type { Cursor } from '#lib/core/cursor.ts'
import { columnBy, sortedBy, type AccessPath } from '#lib/db/server/access-path.ts'
import { engineOf, type Database, type Engine } from '#lib/db/server/database.ts'
import { certificateSortFields, type CertificateSort, type CertificateSortField } from '../filter.ts'
import type { CertificateStatus } from '../status.ts'
import { SORTED_LENGTH } from './mirror-row.ts'
import type { ListPlan } from './repository.plan.ts'
import { statusOf, statusOfRow, type CertificateListRow } from './repository.rows.ts'

// By what a list can be sorted: only by what an index brings in order, since a million rows are not sorted for a page. The
// status, which time changes, is in no index: repository.by-status.ts.

export type Value = string | number | null

export type SortedColumn = {
  expression: RawBuilder<unknown>
  holds: 'string' | 'number'
  valueOf: (row: CertificateListRow) => Value
}

type SortOrder = {
  columns: readonly SortedColumn[]
  /** Where a row stands that has no value. */
  nulls: 'none' | 'greatest' | 'least'
  isByAuthority?: true
  /** On SQLite its index holds what most lists are narrowed by, too: `isAlongOrders` of a part. */
  isWide?: true
}

const sortOrders: Record<Exclude<CertificateSortField, 'status'>, SortOrder> = {
  common_name: { ...required(text(sql`c.common_name_key`, (row) => row.common_name_key)), isWide: true },
  identifier: required(text(sql`c.identifier`, (row) => row.identifier)),
  serial: { ...required(text(sql`c.serial_number`, (row) => row.serial_number)), isWide: true },
  type: required(text(sql`c.type`, (row) => row.type)),
  ca: {
    ...required(
      text(sql`coalesce(a.common_name, '')`, (row) => row.ca_name ?? ''),
      text(sql`c.ca_identifier`, (row) => row.ca_identifier),
    ),
    isByAuthority: true,
  },
  not_before: { ...optional(number(sql`c.not_before`, (row) => row.not_before)), isWide: true },
  not_after: { ...optional(number(sql`c.not_after`, (row) => row.not_after)), isWide: true },
  days: optional(number(sql`(c.not_after - c.not_before)`, lifetimeOf)),
  // Who looks for the last revocation reads from the end, and most have none.
  revoke_time: { ...optional(number(sql`c.revoke_time`, (row) => row.revoke_time)), nulls: 'least' },
  first_seen: required(number(sql`c.first_seen_at`, (row) => row.first_seen_at)),
  last_seen: required(number(sql`c.last_seen_at`, (row) => row.last_seen_at)),
  key: required(
    text(sql`c.algorithm`, (row) => row.algorithm),
    number(sql`c.key_size`, (row) => row.key_size),
  ),
  signature: required(text(sql`c.sign_algorithm`, (row) => row.sign_algorithm)),
  alias: optional(beginning('alias', (row) => row.alias)),
  sans: optional(text(sql`c.sans_key`, (row) => row.sans_key)),
  subject: required(beginning('subject', (row) => row.subject)),
  organization: optional(text(sql`c.organization_key`, (row) => row.organization_key)),
  unit: optional(text(sql`c.unit_key`, (row) => row.unit_key)),
  locality: optional(text(sql`c.locality_key`, (row) => row.locality_key)),
  state: optional(text(sql`c.state_key`, (row) => row.state_key)),
  country: optional(text(sql`c.country_key`, (row) => row.country_key)),
  custom_identifier: optional(beginning('custom_identifier', (row) => row.custom_identifier)),
  // Of digits the fewer are the smaller number.
  vendor_id: optional(
    number(sql`cast(length(c.vendor_id) as bigint)`, ({ vendor_id: id }) =>
      id === null ? null : Array.from(id).length,
    ),
    beginning('vendor_id', (row) => row.vendor_id),
  ),
  resource_group: optional(beginning('resource_group_id', (row) => row.resource_group_id)),
  sha256: required(text(sql`c.sha256`, (row) => row.sha256)),
  md5: required(text(sql`c.md5`, (row) => row.md5)),
}

function required(...columns: SortedColumn[]): SortOrder {
  return { columns, nulls: 'none' }
}

/** Where the first column has a value, so have the others. */
function optional(...columns: SortedColumn[]): SortOrder {
  return { columns, nulls: 'greatest' }
}

function text(expression: RawBuilder<unknown>, valueOf: SortedColumn['valueOf']): SortedColumn {
  return { expression, holds: 'string', valueOf }
}

function number(expression: RawBuilder<unknown>, valueOf: SortedColumn['valueOf']): SortedColumn {
  return { expression, holds: 'number', valueOf }
}

/** As the migrations 0011-certificate-orders and 0015-more-orders index it; the engines count code points. */
function beginning(column: string, valueOf: (row: CertificateListRow) => string | null): SortedColumn {
  const cut = (value: string | null) => (value === null ? null : Array.from(value).slice(0, SORTED_LENGTH).join(''))
  return text(sql`substr(${sql.ref(`c.${column}`)}, 1, ${sql.lit(SORTED_LENGTH)})`, (row) => cut(valueOf(row)))
}

function lifetimeOf({ not_before: from, not_after: to }: CertificateListRow): number | null {
  return from === null || to === null ? null : to - from
}

/** A place in the sort order: what the row there holds in the sorted columns, and its Identifier. */
export type Place = { direction: Cursor['direction']; values: readonly Value[]; identifier: string }

/** Null when the cursor does not hold what the sorted columns hold: PostgreSQL would fail on it. */
export function placeAt(cursor: Cursor, sort: CertificateSort, now: number): Place | null {
  const { columns, nulls } = sortOf(sort, now).order
  const values = cursor.key.slice(0, -1)
  const identifier = cursor.key.at(-1)
  if (typeof identifier !== 'string' || identifier.includes('\u0000') || values.length !== columns.length) return null
  const isOfItsKind = columns.every(({ holds }, index) => isValueOf(values[index], holds, nulls !== 'none'))
  return isOfItsKind ? { direction: cursor.direction, values, identifier } : null
}

function isValueOf(value: Value | undefined, holds: 'string' | 'number', isNullable: boolean): boolean {
  if (value === null) return isNullable
  if (typeof value === 'string') return holds === 'string' && !value.includes('\u0000')
  return holds === 'number' && Number.isSafeInteger(value)
}

/** The same for a row. */
export function keyOfRow(row: CertificateListRow, sort: CertificateSort, now: number): Cursor['key'] {
  return [...sortOf(sort, now).order.columns.map(({ valueOf }) => valueOf(row)), row.identifier]
}

/** `now` is epoch ms: what a status is depends on it. */
export function sortOf(sort: CertificateSort, now: number): { order: SortOrder; isAscending: boolean } {
  const field = certificateSortFields.find((name) => sort === name || sort === `-${name}`)
  if (field === undefined) throw new Error('the sort order was not checked')
  return { order: field === 'status' ? byStatus(now) : sortOrders[field], isAscending: sort === field }
}

/** What nobody is sure of comes first, what is over last. */
export const statusesInOrder = [
  'unknown',
  'pending',
  'valid',
  'expired',
  'revoked',
  'deleted',
] as const satisfies readonly CertificateStatus[]

/** Within a status by name. */
function byStatus(now: number): SortOrder {
  const ranks = statusesInOrder.map((status, rank) => sql`when ${sql.lit(status)} then ${sql.lit(rank)}`)
  return required(
    number(sql`cast(case ${statusOf(now)} ${sql.join(ranks, sql` `)} end as bigint)`, (row) =>
      statusesInOrder.indexOf(statusOfRow(row, now)),
    ),
    ...sortOrders.common_name.columns,
  )
}

/**
 * Part of an order: rows that are alike in what comes first, so that an index brings them sorted by the rest. One
 * condition over all of them would not be a plain walk.
 */
export type Stretch = {
  where: ((access: AccessPath) => Expression<SqlBool>) | null
  /** What is sorted by within it, before the Identifier. */
  by: readonly SortedColumn[]
  /** Of very many it may be one: what is done in each is to take little. */
  isOneOfMany?: true
  /** Whether a place lies in it, or it comes before or beyond the place in the direction of reading. */
  holdsPlace: (place: Place, ascends: boolean) => 'here' | 'before' | 'beyond'
}

export async function stretchesOf(db: Database, plan: ListPlan, order: SortOrder): Promise<readonly Stretch[]> {
  const { columns, nulls, isByAuthority } = order
  const [sorted] = columns
  if (isByAuthority === true && walksAuthorities(plan)) return byAuthority(engineOf(db), await authoritiesInOrder(db))
  if (nulls === 'none' || sorted === undefined) return [{ where: null, by: columns, holdsPlace: () => 'here' }]
  const stretch = (isNull: boolean): Stretch => ({
    where: (access) => {
      const by = ({ expression }: SortedColumn) => sortedBy(engineOf(db), access, expression)
      // Of all of them, or the index of several does not bring the rest in order.
      const areNull = sql.join(
        columns.map((column) => sql`${by(column)} is null`),
        sql` and `,
      )
      return isNull ? sql<SqlBool>`(${areNull})` : hasValue(sorted, by(sorted))
    },
    by: isNull ? [] : columns,
    // Of two stretches the one without the place is read after it, or has been read.
    holdsPlace: (place, ascends) => {
      if ((place.values[0] === null) === isNull) return 'here'
      return (isNull === (nulls === 'greatest')) === ascends ? 'beyond' : 'before'
    },
  })
  return nulls === 'greatest' ? [stretch(false), stretch(true)] : [stretch(true), stretch(false)]
}

/** Not `is not null`: SQLite would read past all rows without a value, of which there may be a million, to find those with one. */
export function hasValue({ holds }: SortedColumn, expression: Expression<unknown>): Expression<SqlBool> {
  return sql<SqlBool>`${expression} >= ${holds === 'string' ? '' : Number.MIN_SAFE_INTEGER}`
}

/**
 * The names of CAs stand in another table, which no index of certificates knows. There are few: along the index of their
 * Identifiers each is a stretch of its own. What was found first is sorted.
 */
function walksAuthorities({ sorted, near }: ListPlan): boolean {
  return sorted === 'index' || near !== null
}

type Authority = { identifier: string; name: string }

/** Those that have issued what is in the mirror, found by one step along the index each. */
async function authoritiesInOrder(db: Database): Promise<readonly Authority[]> {
  const { rows } = await sql<Authority>`
    with recursive issuing (identifier) as (
      select min(ca_identifier) from certificates
      union all
      select (select min(c.ca_identifier) from certificates as c where c.ca_identifier > issuing.identifier)
        from issuing where issuing.identifier is not null
    )
    select issuing.identifier, coalesce(a.common_name, '') as name
      from issuing left join authorities as a on a.identifier = issuing.identifier
     where issuing.identifier is not null
     order by coalesce(a.common_name, ''), issuing.identifier`.execute(db)
  return rows
}

function byAuthority(engine: Engine, authorities: readonly Authority[]): readonly Stretch[] {
  return authorities.map((authority) => ({
    where: (access) => sql<SqlBool>`${columnBy(engine, access, 'c.ca_identifier')} = ${authority.identifier}`,
    by: [],
    isOneOfMany: true,
    holdsPlace: ({ values: [name, identifier] }, ascends) => {
      if (identifier === authority.identifier) return 'here'
      const isGreater = isAfter(authority, { name: String(name), identifier: String(identifier) })
      return isGreater === ascends ? 'beyond' : 'before'
    },
  }))
}

/** As the engines compare: by the bytes of UTF-8. */
function isAfter(one: Authority, other: Authority): boolean {
  const [first, second] = [one, other].map(({ name, identifier }) => Buffer.from(`${name}\u0000${identifier}`))
  return first !== undefined && second !== undefined && first.compare(second) > 0
}
