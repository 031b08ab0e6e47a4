import 'server-only'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '#lib/db/server/database.ts'
import type { CertificateSort } from '../filter.ts'
import { sortOf } from './repository.order.ts'
import { foundAs, type ListPlan } from './repository.plan.ts'
import { joined, selectListRows } from './repository.rows.ts'

/**
 * The numbers of all rows of a list, in its order. Numbers alone: what has no index is sorted by the engine, and a million
 * PEMs would be sorted on the disk.
 */
export function numbersInOrder(db: Database, plan: ListPlan, sort: CertificateSort, now: number) {
  const { order, isAscending } = sortOf(sort, now)
  const direction = isAscending ? 'asc' : 'desc'
  const rows = plan.conditions.reduce(
    (matching, condition) => matching.where(condition),
    joined(db, plan.from)
      .select('c.number')
      .$if(plan.found !== null, (matching) => matching.innerJoin(foundAs(plan), 'found.number', 'c.number')),
  )
  return order.columns
    .reduce(
      (sorted, { expression }) =>
        (order.nulls === 'none' ? sorted : sorted.orderBy(whereNullsStand(expression, order.nulls), direction)).orderBy(
          expression,
          direction,
        ),
      rows,
    )
    .orderBy('c.identifier', direction)
}

function whereNullsStand(expression: RawBuilder<unknown>, nulls: 'greatest' | 'least'): RawBuilder<unknown> {
  return nulls === 'greatest' ? sql`${expression} is null` : sql`${expression} is not null`
}

/** The rows with these numbers, in their order. */
export async function exportRows(db: Database, numbers: readonly number[]): Promise<CertificateExportRow[]> {
  const rows = await selectExportRows(db).where('c.number', 'in', numbers).execute()
  const byNumber = new Map(rows.map((row) => [row.number, row]))
  return numbers.flatMap((number) => byNumber.get(number) ?? [])
}

function selectExportRows(db: Database) {
  return selectListRows(db).select([
    'c.number',
    'c.public_key_sha256',
    'c.points_to_crl',
    'c.pem',
    'c.live_read_at',
    'c.deleted_how',
  ])
}

export type CertificateExportRow = Awaited<ReturnType<ReturnType<typeof selectExportRows>['executeTakeFirstOrThrow']>>
