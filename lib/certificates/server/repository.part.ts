import 'server-only'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import { columnBy, type AccessPath } from '#lib/db/server/access-path.ts'
import type { IndexedText } from '#lib/db/server/text-index.ts'
import { certificatesFrom, isOpenOn } from './repository.rows.ts'

// A list is narrowed by parts that are joined by `and`: the conditions of its parameters and the terms of its query. Each
// says how a row is told, and where an index of SQLite finds its rows, how they are found.

/** A condition over `certificates as c` with its open operation, said for the path on which it is to be answered. */
export type CertificateCondition = (access: AccessPath) => Expression<SqlBool>

export type QueryPart = {
  readonly holds: CertificateCondition
  /** The numbers of its rows, each once, of which a few come as fast as few are asked for. */
  readonly numbers?: RawBuilder<{ number: number }>
  /** The same in few subqueries, of which SQLite takes some hundreds and no more. */
  readonly brief?: RawBuilder<{ number: number }>
  /** Numbers among which all of `numbers` are, found without looking at a row; where those are not. */
  readonly wider?: RawBuilder<{ number: number }>
  /** Told of a row on another path by what it is made of: sooner than its number is found among all of `numbers`. */
  readonly among?: CertificateCondition
  /** A row that is looked at tells it at once: its number need not be looked up among `numbers`. */
  readonly isSeen?: true
  /** Whether an index answers `holds('index')`: then it may lead, and to try how rare it is costs little. */
  readonly isIndexed: boolean
  /** What it implies of notAfter, where there is one: a list in that order need not be walked from its end. */
  readonly ends?: Span
  /** Of the columns of one index and nothing else: that index counts its rows as fast as it is read. */
  readonly isPlain?: true
  /** Beside its column that index holds what lists are narrowed by. */
  readonly isWide?: true
  /** Of a column that ix_certificates_kinds does not hold: along it each row would have to be looked up. */
  readonly isBesideKinds?: true
  /** Of columns that the indexes of the usual orders hold on SQLite, too: along these no row is read to tell it. */
  readonly isAlongOrders?: true
  /** Of what stands anywhere in a column. */
  readonly isText?: true
}

/** Epoch ms, `from` inclusive, `to` exclusive; null: no bound. */
export type Span = { readonly from: number | null; readonly to: number | null }

/** What lies in all of them. */
export function commonSpan(spans: readonly Span[]): Span {
  const froms = spans.flatMap(({ from }) => from ?? [])
  const tos = spans.flatMap(({ to }) => to ?? [])
  return { from: froms.length === 0 ? null : Math.max(...froms), to: tos.length === 0 ? null : Math.min(...tos) }
}

/** What holds each of them. */
export function wholeSpan(spans: readonly Span[]): Span {
  const froms = spans.map(({ from }) => from)
  const tos = spans.map(({ to }) => to)
  return {
    from: froms.includes(null) ? null : Math.min(...froms.map(Number)),
    to: tos.includes(null) ? null : Math.max(...tos.map(Number)),
  }
}

/** Of a text, whichever way a row is looked at. */
export function textPart({ holds, ...found }: IndexedText): QueryPart {
  return { holds: () => holds, isText: true, isIndexed: found.numbers === undefined, ...found }
}

export function indexedPart(holds: CertificateCondition): QueryPart {
  return { holds, isIndexed: true }
}

export function plainPart(holds: CertificateCondition): QueryPart {
  return { ...indexedPart(holds), isPlain: true }
}

export function widePart(holds: CertificateCondition): QueryPart {
  return { ...plainPart(holds), isWide: true }
}

/**
 * Of columns that ix_certificates_kinds holds: that index is gone through from end to end, which for a rare row is still
 * far less than to read every certificate.
 */
export function kindsPart(holds: Expression<SqlBool>): QueryPart {
  const numbers = sql<{ number: number }>`select c.number from ${certificatesFrom('kinds')} where ${holds}`
  return { holds: () => holds, numbers, isSeen: true, isIndexed: false }
}

/** Of columns that the indexes of the usual orders hold beside those that they sort by (0006-certificate-search). */
export function alongOrders(part: QueryPart): QueryPart {
  return { ...part, isAlongOrders: true }
}

/** Told by looking at a row, and by nothing else. */
export function seenPart(holds: Expression<SqlBool>): QueryPart {
  return { holds: () => holds, isIndexed: false }
}

export function nothing(): QueryPart {
  return indexedPart(() => sql<SqlBool>`1 = 0`)
}

/** So many are told apart by conditions, which grow with the square; more are collected. */
const FEW_PARTS = 6

/**
 * A row is found by any of them. Each brings the rows that none before it has brought, so that every row comes once and
 * nothing has to be collected first: what is only counted or cut to a page ends early.
 */
export function eitherPart(parts: readonly QueryPart[]): QueryPart {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  const holds: CertificateCondition = (access) => joinedBy(parts, access, sql` or `)
  const isFound = parts.some(({ numbers }) => numbers !== undefined)
  if (!isFound || !parts.every(({ numbers, isIndexed }) => numbers !== undefined || isIndexed)) {
    return { holds, isIndexed: parts.every(({ isIndexed }) => isIndexed), ...textLike(parts) }
  }
  const brief = collected(parts.map((part) => part.brief ?? part.numbers ?? numbersWhere(part.holds('index'))))
  if (parts.length > FEW_PARTS) {
    return { holds, isIndexed: false, numbers: brief, ...seenLike(parts), ...textLike(parts) }
  }
  const found = parts.map(({ holds: isHeld, numbers }, index) => {
    const before = parts.slice(0, index)
    if (before.length === 0) return numbers ?? numbersWhere(isHeld('index'))
    const isNew = not(joinedBy(before, 'rows', sql` or `))
    return numbers === undefined
      ? numbersWhere(sql<SqlBool>`${isHeld('index')} and ${isNew}`)
      : numbersAmong(numbers, isNew)
  })
  const numbers = sql<{ number: number }>`select number from (${sql.join(found, sql` union all `)})`
  const among: CertificateCondition = (access) => toldBy(parts, access, sql` or `)
  return { holds, isIndexed: false, numbers, brief, among, ...widerOf(parts), ...seenLike(parts), ...textLike(parts) }
}

/** SQLite joins no more than 500 of them at once. */
const JOINED_AT_ONCE = 100

function collected(found: readonly RawBuilder<{ number: number }>[]): RawBuilder<{ number: number }> {
  if (found.length <= JOINED_AT_ONCE) return sql`select number from (${sql.join(found, sql` union `)})`
  const groups = Array.from({ length: Math.ceil(found.length / JOINED_AT_ONCE) }, (_, group) =>
    collected(found.slice(group * JOINED_AT_ONCE, (group + 1) * JOINED_AT_ONCE)),
  )
  return collected(groups)
}

/** All of them; found by the first that is found at all. */
export function bothPart(parts: readonly QueryPart[]): QueryPart {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  const holds: CertificateCondition = (access) => joinedBy(parts, access, sql` and `)
  const lead = leadOf(parts)
  if (lead === undefined) return { holds, isIndexed: parts.some(({ isIndexed }) => isIndexed), ...textLike(parts) }
  const others = joinedBy(
    parts.filter((part) => part !== lead),
    'rows',
    sql` and `,
  )
  return {
    holds,
    isIndexed: false,
    numbers: numbersAmong(lead.numbers, others),
    wider: lead.wider ?? lead.numbers,
    among: (access) => lookedUpFirst(told(lead, access), others),
    ...seenLike(parts),
    ...textLike(parts),
  }
}

/** The first that is found; rather one that not every row tells. */
export function leadOf<Part extends QueryPart>(parts: readonly Part[]): (Part & Found) | undefined {
  return parts.filter(isFound).toSorted((one, other) => Number(one.isSeen ?? false) - Number(other.isSeen ?? false))[0]
}

type Found = { readonly numbers: RawBuilder<{ number: number }> }

export function isFound<Part extends QueryPart>(part: Part): part is Part & Found {
  return part.numbers !== undefined
}

function widerOf(parts: readonly QueryPart[]): Pick<QueryPart, 'wider'> {
  if (!parts.some(({ wider }) => wider !== undefined)) return {}
  const each = parts.map(({ holds, numbers, wider }) => wider ?? numbers ?? numbersWhere(holds('index')))
  return { wider: sql`select number from (${sql.join(each, sql` union all `)})` }
}

function seenLike(parts: readonly QueryPart[]): Pick<QueryPart, 'isSeen'> {
  return parts.every(({ numbers, isSeen }) => numbers === undefined || isSeen === true) ? { isSeen: true } : {}
}

function textLike(parts: readonly QueryPart[]): Pick<QueryPart, 'isText'> {
  return parts.some(({ isText }) => isText === true) ? { isText: true } : {}
}

export function notPart(part: QueryPart): QueryPart {
  const { isAlongOrders } = part
  return { ...seenPart(not(part.holds('rows'))), ...(isAlongOrders === true && { isAlongOrders }) }
}

/** What cannot be told of a row does not hold, and its opposite does: SQL's third value would hide the row from both. */
function not(holds: Expression<SqlBool>): Expression<SqlBool> {
  return sql<SqlBool>`(${holds}) is not true`
}

function joinedBy(parts: readonly QueryPart[], access: AccessPath, by: RawBuilder<unknown>): Expression<SqlBool> {
  return joinedConditions(
    parts.map(({ holds }) => holds(access)),
    by,
  )
}

/** Of a subquery and a column SQLite would look at the column first, for which it may have to read the row; not here. */
function lookedUpFirst(lookedUp: Expression<SqlBool>, others: Expression<SqlBool>): Expression<SqlBool> {
  return sql<SqlBool>`(case when ${lookedUp} then ${others} else 0 end)`
}

function toldBy(parts: readonly QueryPart[], access: AccessPath, by: RawBuilder<unknown>): Expression<SqlBool> {
  return joinedConditions(
    parts.map((part) => told(part, access)),
    by,
  )
}

function joinedConditions(conditions: readonly Expression<SqlBool>[], by: RawBuilder<unknown>): Expression<SqlBool> {
  return sql<SqlBool>`(${sql.join(conditions, by)})`
}

// A part may be about the operation that is open on a row.
export const openOperation = sql`left join operations as o on ${isOpenOn()}`

function numbersWhere(holds: Expression<SqlBool>): RawBuilder<{ number: number }> {
  return sql<{ number: number }>`select c.number from certificates as c ${openOperation} where ${holds}`
}

export function numbersAmong(numbers: Expression<unknown>, holds: Expression<SqlBool>): RawBuilder<{ number: number }> {
  return sql<{ number: number }>`
    select c.number from (${numbers}) as n join certificates as c on c.number = n.number ${openOperation} where ${holds}`
}

/**
 * A condition on a row to which another path has led. What very many hold is not looked for in each row, which would have
 * to be read: its number is looked up among theirs.
 */
export function told(part: QueryPart, access: AccessPath): Expression<SqlBool> {
  if (!isFound(part) || part.isSeen === true) return part.holds(access)
  if (part.among !== undefined) return part.among(access)
  return sql<SqlBool>`${columnBy('sqlite', 'rows', 'c.number')} in (select number from (${part.numbers}))`
}
