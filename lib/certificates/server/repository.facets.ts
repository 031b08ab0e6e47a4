import 'server-only'
import { sql } from 'kysely'
import type { Database } from '#lib/db/server/database.ts'
import type { CertificateFacets } from '../schema.ts'
import type { CertificateStatus } from '../status.ts'
import { conditionsOf, type CertificateConditions } from './repository.conditions.ts'
import { expiringAt, joined, statusOf } from './repository.rows.ts'

/**
 * Counts by status, type and CA. Each dimension counts under the filters of the other two, so that a count says what
 * choosing it would show. One pass over the matching rows makes the cube; the sums are made here.
 */
export async function countFacets(
  db: Database,
  filter: CertificateConditions,
  now: number,
): Promise<CertificateFacets> {
  const { status, type, ca, ...others } = filter
  const cells = await conditionsOf(others, now)
    .reduce((rows, condition) => rows.where(condition), joined(db))
    .select([
      sql<CertificateStatus>`${statusOf(now)}`.as('status'),
      sql<number>`case when ${expiringAt(now)} then 1 else 0 end`.as('expiring'),
      'c.type',
      'c.ca_identifier',
      'a.common_name as ca_name',
      (eb) => eb.fn.countAll<number>().as('count'),
    ])
    // By position: on PostgreSQL the bound times of the same expression, written twice, would be two expressions.
    .groupBy([sql`1`, sql`2`, 'c.type', 'c.ca_identifier', 'a.common_name'])
    .execute()
  const inStatus = (cell: Cell) =>
    status === undefined ||
    status.some((wanted) => (wanted === 'expiring' ? cell.expiring === 1 : wanted === cell.status))
  const inType = (cell: Cell) => type === undefined || type.includes(cell.type)
  const inCa = (cell: Cell) => ca === undefined || ca.includes(cell.ca_identifier)
  return {
    status: statusCounts(cells.filter((cell) => inType(cell) && inCa(cell))),
    type: typeCounts(cells.filter((cell) => inStatus(cell) && inCa(cell))),
    ca: caCounts(
      cells.filter((cell) => inStatus(cell) && inType(cell)),
      cells,
    ),
  }
}

type Cell = {
  status: CertificateStatus
  expiring: number
  type: 'client' | 'server'
  ca_identifier: string
  ca_name: string | null
  count: number
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
