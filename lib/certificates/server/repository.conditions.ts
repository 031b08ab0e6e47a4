import 'server-only'
import { sql, type Expression, type SqlBool } from 'kysely'
import { columnBy, type AccessPath } from '#lib/db/server/access-path.ts'
import type { Engine } from '#lib/db/server/database.ts'
import { expiryWindow } from '../filter.ts'
import { EXPIRING_WITHIN_MS, type StatusFilter } from '../status.ts'
import type { QueryNode } from '../query/query.ts'
import type { ListCertificatesInput } from './list-input.ts'
import {
  alongOrders,
  indexedPart,
  plainPart,
  wholeSpan,
  widePart,
  type QueryPart,
  type Span,
} from './repository.part.ts'
import { statusIn } from './repository.rows.ts'

/** What decides whether a row belongs to the list; sort order and place are no part of it. */
export type CertificateConditions = Pick<
  ListCertificatesInput,
  'status' | 'type' | 'ca' | 'algorithm' | 'expiresBefore' | 'expiresAfter' | 'expiresWithin'
> & {
  /** What no parameter says; names of CAs in it have become Identifiers. */
  query?: QueryNode
}

/** The conditions but the query, to be combined with `and`. `now` is epoch ms. */
export function fieldParts(engine: Engine, filter: Omit<CertificateConditions, 'query'>, now: number): QueryPart[] {
  const { status, type, ca, algorithm, expiresBefore, expiresAfter, expiresWithin } = filter
  const window = expiresWithin === undefined ? null : expiryWindow(expiresWithin, now)
  const column = (name: string) => (access: AccessPath) => columnBy(engine, access, name)
  return [
    ...(status === undefined ? [] : [statusPart(engine, status, now)]),
    ...(type === undefined ? [] : [oneOfPart(column('c.type'), type)]),
    ...(ca === undefined ? [] : [oneOfPart(column('c.ca_identifier'), ca)]),
    ...(algorithm === undefined ? [] : [algorithmPart(engine, algorithm)]),
    ...(expiresBefore === undefined && expiresAfter === undefined
      ? []
      : [endPart(engine, expiresAfter ?? null, expiresBefore ?? null)]),
    ...(window === null ? [] : [endPart(engine, window.from, window.to)]),
  ]
}

export type ColumnBy = (access: AccessPath) => Expression<unknown>

export function statusPart(engine: Engine, status: readonly StatusFilter[], now: number): QueryPart {
  const ends = wholeSpan(status.map((one) => endsOf(one, now)))
  return alongOrders({ ...indexedPart((access) => statusIn(engine, status, now, access)), ends })
}

function endsOf(status: StatusFilter, now: number): Span {
  switch (status) {
    case 'valid':
      return { from: now, to: null }
    case 'expiring':
      return { from: now, to: now + EXPIRING_WITHIN_MS + 1 }
    case 'expired':
      return { from: null, to: now }
    case 'revoked':
    case 'pending':
    case 'unknown':
    case 'deleted':
      return { from: null, to: null }
  }
}

/** Ends at `from` or later and before `to` (epoch ms); null: no bound. */
export function endPart(engine: Engine, from: number | null, to: number | null): QueryPart {
  return alongOrders({
    ...widePart((access) => between(columnBy(engine, access, 'c.not_after'), from, to)),
    ends: { from, to },
  })
}

/** Begins in the same way. */
export function beginningPart(engine: Engine, from: number | null, to: number | null): QueryPart {
  return { ...widePart((access) => between(columnBy(engine, access, 'c.not_before'), from, to)), isBesideKinds: true }
}

/** Of the type or the CA. */
export function oneOfPart(column: ColumnBy, values: readonly string[]): QueryPart {
  return alongOrders(plainPart((access) => isIn(column(access), values)))
}

/** `RSA`, or `RSA_2048`. */
export function algorithmPart(engine: Engine, algorithms: readonly string[]): QueryPart {
  return alongOrders(
    plainPart((access) => anyOf(algorithms.map((one) => keyIs(one, (name) => columnBy(engine, access, name))))),
  )
}

/** At `from` or later and before `to`; null: no bound. */
export function betweenPart(column: ColumnBy, from: number | null, to: number | null): QueryPart {
  return plainPart((access) => between(column(access), from, to))
}

export function isIn(column: Expression<unknown>, values: readonly string[]): Expression<SqlBool> {
  return sql<SqlBool>`${column} in (${sql.join(values)})`
}

export function between(column: Expression<unknown>, from: number | null, to: number | null): Expression<SqlBool> {
  const bounds = [
    ...(from === null ? [] : [sql`${column} >= ${from}`]),
    ...(to === null ? [] : [sql`${column} < ${to}`]),
  ]
  return sql<SqlBool>`(${sql.join(bounds, sql` and `)})`
}

/** `RSA` or `RSA_2048`, the vendor's FullAlgorithm. */
function keyIs(algorithm: string, column: (name: string) => Expression<unknown>): Expression<SqlBool> {
  const [family = '', size] = algorithm.split('_')
  const isFamily = sql<SqlBool>`${column('c.algorithm')} = ${family}`
  return size === undefined ? isFamily : sql<SqlBool>`(${isFamily} and ${column('c.key_size')} = ${Number(size)})`
}

function anyOf(conditions: readonly Expression<SqlBool>[]): Expression<SqlBool> {
  return sql<SqlBool>`(${sql.join(conditions, sql` or `)})`
}
