import 'server-only'
import { sql, type Expression } from 'kysely'
import type { Database } from '#lib/db/server/database.ts'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import { expiryWindow, expiryWindows } from '../filter.ts'
import type { CertificateFacets } from '../schema.ts'
import type { CertificateStatus } from '../status.ts'
import { conditionsOf, type CertificateConditions } from './repository.conditions.ts'
import { expiringAt, joined, statusOf } from './repository.rows.ts'

/**
 * Counts by status, type, CA and expiry. Each dimension counts under the filters of the others, so that a count says
 * what choosing it would show. One pass over the rows that match the search makes the cube; the sums are made here.
 */
export async function countFacets(
  db: Database,
  filter: CertificateConditions,
  now: number,
): Promise<CertificateFacets> {
  const { status, type, ca, expiresBefore, expiresAfter, ...others } = filter
  const cells = await conditionsOf(others, now)
    .reduce((rows, condition) => rows.where(condition), joined(db))
    .select([
      sql<CertificateStatus>`${statusOf(now)}`.as('status'),
      sql<number>`case when ${expiringAt(now)} then 1 else 0 end`.as('expiring'),
      windowOf(now).as('ends_in'),
      endsBetween(expiresAfter, expiresBefore).as('ends_as_asked'),
      'c.type',
      'c.ca_identifier',
      'a.common_name as ca_name',
      (eb) => eb.fn.countAll<number>().as('count'),
      (eb) => eb.fn.min<number | null>('c.not_before').as('from'),
      (eb) => eb.fn.max<number | null>('c.not_after').as('to'),
    ])
    // By position: on PostgreSQL the bound times of the same expression, written twice, would be two expressions.
    .groupBy([sql`1`, sql`2`, sql`3`, sql`4`, 'c.type', 'c.ca_identifier', 'a.common_name'])
    .execute()
  const inStatus = (cell: Cell) =>
    status === undefined ||
    status.some((wanted) => (wanted === 'expiring' ? cell.expiring === 1 : wanted === cell.status))
  const inType = (cell: Cell) => type === undefined || type.includes(cell.type)
  const inCa = (cell: Cell) => ca === undefined || ca.includes(cell.ca_identifier)
  const inTime = (cell: Cell) => cell.ends_as_asked === 1
  const under = (...wanted: ((cell: Cell) => boolean)[]) =>
    cells.filter((cell) => wanted.every((isWanted) => isWanted(cell)))
  return {
    status: statusCounts(under(inType, inCa, inTime)),
    type: typeCounts(under(inStatus, inCa, inTime)),
    ca: caCounts(under(inStatus, inType, inTime), cells),
    expiry: expiryCounts(under(inStatus, inType, inCa)),
    validity: spanOf(under(inStatus, inType, inCa, inTime)),
  }
}

type Cell = {
  status: CertificateStatus
  expiring: number
  /** Index of the first of `expiryWindows` that it ends in; one past the last for every other. */
  ends_in: number
  ends_as_asked: number
  type: 'client' | 'server'
  ca_identifier: string
  ca_name: string | null
  count: number
  from: number | null
  to: number | null
}

function windowOf(now: number) {
  const bounds = expiryWindows.map((days) => expiryWindow(days, now))
  const today = Date.parse(bounds[0]?.expiresAfter ?? '')
  const steps = bounds.map(
    ({ expiresBefore }, index) => sql`when c.not_after < ${Date.parse(expiresBefore)} then ${sql.lit(index)}`,
  )
  const none = sql.lit(expiryWindows.length)
  return sql<number>`case
    when c.not_after is null or c.not_after < ${today} then ${none}
    ${sql.join(steps, sql` `)}
    else ${none} end`
}

function endsBetween(after: number | undefined, before: number | undefined) {
  const conditions: Expression<unknown>[] = [
    ...(after === undefined ? [] : [sql`c.not_after >= ${after}`]),
    ...(before === undefined ? [] : [sql`c.not_after < ${before}`]),
  ]
  if (conditions.length === 0) return sql.lit(1)
  return sql<number>`case when ${sql.join(conditions, sql` and `)} then 1 else 0 end`
}

function sum(cells: readonly Cell[], isCounted: (cell: Cell) => boolean): number {
  return cells.reduce((total, cell) => total + (isCounted(cell) ? cell.count : 0), 0)
}

function statusCounts(cells: readonly Cell[]): CertificateFacets['status'] {
  const of = (status: Cell['status']) => sum(cells, (cell) => cell.status === status)
  return {
    deleted: of('deleted'),
    unknown: of('unknown'),
    pending: of('pending'),
    revoked: of('revoked'),
    expired: of('expired'),
    valid: of('valid'),
    expiring: sum(cells, (cell) => cell.expiring === 1),
  }
}

function typeCounts(cells: readonly Cell[]): CertificateFacets['type'] {
  return { client: sum(cells, ({ type }) => type === 'client'), server: sum(cells, ({ type }) => type === 'server') }
}

/** Every CA that has a certificate under the search, also those that the other filters leave with none. */
function caCounts(counted: readonly Cell[], all: readonly Cell[]): CertificateFacets['ca'] {
  const names = new Map(all.map((cell) => [cell.ca_identifier, cell.ca_name]))
  return [...names]
    .map(([identifier, name]) => ({
      identifier,
      name,
      count: sum(counted, (cell) => cell.ca_identifier === identifier),
    }))
    .sort((one, other) => other.count - one.count || (one.name ?? '').localeCompare(other.name ?? '', 'en'))
}

/** A longer window holds the shorter ones. */
function expiryCounts(cells: readonly Cell[]): CertificateFacets['expiry'] {
  return expiryWindows.map((days, index) => ({ days, count: sum(cells, (cell) => cell.ends_in <= index) }))
}

function spanOf(cells: readonly Cell[]): CertificateFacets['validity'] {
  const starts = cells.flatMap(({ from }) => (from === null ? [] : [from]))
  const ends = cells.flatMap(({ to }) => (to === null ? [] : [to]))
  const from = starts.length === 0 ? null : rfc3339(Math.min(...starts))
  const to = ends.length === 0 ? null : rfc3339(Math.max(...ends))
  return from === null || to === null ? null : { from, to }
}
