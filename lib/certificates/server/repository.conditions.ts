import 'server-only'
import { createHash } from 'node:crypto'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import { columnBy, type AccessPath } from '#lib/db/server/access-path.ts'
import type { Engine } from '#lib/db/server/database.ts'
import { startsWithText } from '#lib/db/server/text.ts'
import { certificateSerialHolds, certificateTextHolds } from '#lib/db/server/text-index.ts'
import { understandSearch, type SearchTerm } from '../search-query.ts'
import type { ListCertificatesInput } from './list-input.ts'
import { statusIn } from './repository.rows.ts'

/** What decides whether a row belongs to the list; sort order and place are no part of it. */
export type CertificateConditions = Pick<
  ListCertificatesInput,
  'q' | 'status' | 'type' | 'ca' | 'algorithm' | 'expiresBefore' | 'expiresAfter'
>

/** A condition over `certificates as c` with its open operation, said for the path on which it is to be answered. */
export type CertificateCondition = (access: AccessPath) => Expression<SqlBool>

/** The conditions but the search, to be combined with `and`. `now` is epoch ms. */
export function fieldConditions(
  engine: Engine,
  filter: Omit<CertificateConditions, 'q'>,
  now: number,
): CertificateCondition[] {
  const { status, type, ca, algorithm, expiresBefore, expiresAfter } = filter
  const conditions: CertificateCondition[] = []
  if (status !== undefined) conditions.push((access) => statusIn(engine, status, now, access))
  if (type !== undefined) conditions.push((access) => isIn(columnBy(engine, access, 'c.type'), type))
  if (ca !== undefined) conditions.push((access) => isIn(columnBy(engine, access, 'c.ca_identifier'), ca))
  if (algorithm !== undefined) conditions.push(() => anyOf(algorithm.map(keyIs)))
  if (expiresBefore !== undefined || expiresAfter !== undefined) {
    conditions.push((access) => endsBetween(columnBy(engine, access, 'c.not_after'), expiresAfter, expiresBefore))
  }
  return conditions
}

function isIn(column: Expression<unknown>, values: readonly string[]): Expression<SqlBool> {
  return sql<SqlBool>`${column} in (${sql.join(values)})`
}

function endsBetween(column: Expression<unknown>, from: number | undefined, to: number | undefined) {
  const bounds = [
    ...(from === undefined ? [] : [sql`${column} >= ${from}`]),
    ...(to === undefined ? [] : [sql`${column} < ${to}`]),
  ]
  return sql<SqlBool>`(${sql.join(bounds, sql` and `)})`
}

/** `RSA` or `RSA_2048`, the vendor's FullAlgorithm. */
function keyIs(algorithm: string): Expression<SqlBool> {
  const [family = '', size] = algorithm.split('_')
  const isFamily = sql<SqlBool>`c.algorithm = ${family}`
  return size === undefined ? isFamily : sql<SqlBool>`(${isFamily} and c.key_size = ${Number(size)})`
}

/** What the search box asks for, in two forms: of a row that is looked at, and (on SQLite) as the numbers of rows. */
export type SearchCondition = { holds: Expression<SqlBool>; numbers: RawBuilder<{ number: number }> }

/** Null where nothing is searched for. */
export function searchCondition(engine: Engine, raw: string): SearchCondition | null {
  const query = understandSearch(raw)
  switch (query.kind) {
    case 'empty':
      return null
    case 'too_short':
      return single(sql<SqlBool>`1 = 0`)
    case 'pem': {
      const sha256 = createHash('sha256').update(Buffer.from(query.base64, 'base64')).digest('hex')
      return single(sql<SqlBool>`c.sha256 = ${sha256}`)
    }
    case 'terms':
      return alternatives(query.terms.flatMap((term) => termConditions(engine, term)))
  }
}

/** One of several things that a search may mean; `numbers` where an index outside the table tells the rows. */
type Alternative = { holds: Expression<SqlBool>; numbers?: RawBuilder<{ number: number }> }

function single(holds: Expression<SqlBool>): SearchCondition {
  return { holds, numbers: numbersWhere(holds) }
}

/**
 * Each alternative brings the rows that none before it has brought, so that every row comes once and nothing has to be
 * collected first: what is only counted or cut to a page ends early.
 */
function alternatives(terms: readonly Alternative[]): SearchCondition {
  const parts = terms.map(({ holds, numbers }, index) => {
    const before = terms.slice(0, index).map((term) => term.holds)
    if (before.length === 0) return numbers ?? numbersWhere(holds)
    const isNew = sql<SqlBool>`not ${anyOf(before)}`
    return numbers === undefined
      ? numbersWhere(sql<SqlBool>`${holds} and ${isNew}`)
      : sql`select c.number from (${numbers}) as n join certificates as c on c.number = n.number where ${isNew}`
  })
  return {
    holds: anyOf(terms.map(({ holds }) => holds)),
    numbers: sql<{ number: number }>`select number from (${sql.join(parts, sql` union all `)})`,
  }
}

function numbersWhere(holds: Expression<SqlBool>): RawBuilder<{ number: number }> {
  return sql<{ number: number }>`select c.number from certificates as c where ${holds}`
}

function termConditions(engine: Engine, term: SearchTerm): Alternative[] {
  switch (term.field) {
    case 'text':
      return [certificateTextHolds(engine, term.text)]
    case 'identifier':
      return [{ holds: isIn(sql.ref('c.identifier'), term.values) }]
    case 'serial':
      return term.at === 'anywhere'
        ? [certificateSerialHolds(engine, term.hex, 'anywhere')]
        : serialEnds(engine, term.hex)
    case 'sha256':
      return [{ holds: term.isWhole ? sql<SqlBool>`c.sha256 = ${term.hex}` : startsWithText('c.sha256', term.hex) }]
  }
}

/** The hex has lost its leading zeros, the serial may have kept one. */
function serialEnds(engine: Engine, hex: string): Alternative[] {
  return [
    { holds: startsWithText('c.serial_number', hex) },
    { holds: startsWithText('c.serial_number', `0${hex}`) },
    certificateSerialHolds(engine, hex, 'end'),
  ]
}

function anyOf(conditions: readonly Expression<SqlBool>[]): Expression<SqlBool> {
  return sql<SqlBool>`(${sql.join(conditions, sql` or `)})`
}
