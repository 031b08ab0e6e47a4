import 'server-only'
import { createHash } from 'node:crypto'
import { sql, type Expression, type SqlBool } from 'kysely'
import { containsText, startsWithText } from '#lib/db/server/text.ts'
import { understandSearch, type SearchTerm } from '../search-query.ts'
import type { ListCertificatesInput } from './list-input.ts'
import { statusIn } from './repository.rows.ts'

/** What decides whether a row belongs to the list; sort order and place are no part of it. */
export type CertificateConditions = Pick<
  ListCertificatesInput,
  'q' | 'status' | 'type' | 'ca' | 'algorithm' | 'expiresBefore' | 'expiresAfter'
>

/** The conditions over `joined`, to be combined with `and`. `now` is epoch ms. */
export function conditionsOf(filter: CertificateConditions, now: number): Expression<SqlBool>[] {
  return [...fieldConditions(filter, now), ...searchConditions(filter.q ?? '')]
}

function fieldConditions(filter: CertificateConditions, now: number): Expression<SqlBool>[] {
  const conditions: Expression<SqlBool>[] = []
  if (filter.status !== undefined) conditions.push(statusIn(filter.status, now))
  if (filter.type !== undefined) conditions.push(sql<SqlBool>`c.type in (${sql.join(filter.type)})`)
  if (filter.ca !== undefined) conditions.push(sql<SqlBool>`c.ca_identifier in (${sql.join(filter.ca)})`)
  if (filter.algorithm !== undefined) conditions.push(anyOf(filter.algorithm.map(keyIs)))
  if (filter.expiresBefore !== undefined) conditions.push(sql<SqlBool>`c.not_after < ${filter.expiresBefore}`)
  if (filter.expiresAfter !== undefined) conditions.push(sql<SqlBool>`c.not_after >= ${filter.expiresAfter}`)
  return conditions
}

/** `RSA` or `RSA_2048`, the vendor's FullAlgorithm. */
function keyIs(algorithm: string): Expression<SqlBool> {
  const [family = '', size] = algorithm.split('_')
  const isFamily = sql<SqlBool>`c.algorithm = ${family}`
  return size === undefined ? isFamily : sql<SqlBool>`(${isFamily} and c.key_size = ${Number(size)})`
}

function searchConditions(raw: string): Expression<SqlBool>[] {
  const query = understandSearch(raw)
  switch (query.kind) {
    case 'empty':
      return []
    case 'too_short':
      return [sql<SqlBool>`1 = 0`]
    case 'pem': {
      const sha256 = createHash('sha256').update(Buffer.from(query.base64, 'base64')).digest('hex')
      return [sql<SqlBool>`c.sha256 = ${sha256}`]
    }
    case 'terms':
      return [anyOf(query.terms.flatMap(termConditions))]
  }
}

function termConditions(term: SearchTerm): Expression<SqlBool>[] {
  switch (term.field) {
    case 'text':
      return [containsText('c.search_text', term.text)]
    case 'identifier':
      return [sql<SqlBool>`c.identifier in (${sql.join(term.values)})`]
    case 'serial':
      return term.at === 'anywhere' ? [containsText('c.serial_number', term.hex)] : serialEnds(term.hex)
    case 'sha256':
      return [term.isWhole ? sql<SqlBool>`c.sha256 = ${term.hex}` : startsWithText('c.sha256', term.hex)]
  }
}

/** The hex has lost its leading zeros, the serial may have kept one. */
function serialEnds(hex: string): Expression<SqlBool>[] {
  return [
    startsWithText('c.serial_number', hex),
    startsWithText('c.serial_number', `0${hex}`),
    sql<SqlBool>`c.serial_number like ${`%${hex}`}`,
  ]
}

function anyOf(alternatives: Expression<SqlBool>[]): Expression<SqlBool> {
  return sql<SqlBool>`(${sql.join(alternatives, sql` or `)})`
}
