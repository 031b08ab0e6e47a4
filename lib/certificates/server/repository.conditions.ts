import 'server-only'
import { sql, type Expression, type SqlBool } from 'kysely'
import { columnBy, type AccessPath } from '#lib/db/server/access-path.ts'
import type { Engine } from '#lib/db/server/database.ts'
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

export function isIn(column: Expression<unknown>, values: readonly string[]): Expression<SqlBool> {
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

export function anyOf(conditions: readonly Expression<SqlBool>[]): Expression<SqlBool> {
  return sql<SqlBool>`(${sql.join(conditions, sql` or `)})`
}
