import 'server-only'
import { sql } from 'kysely'
import type { Database } from '#lib/db/server/database.ts'
import type { CertificateSort } from '../filter.ts'
import { sortOf } from './repository.list.ts'
import { foundAs, type ListPlan } from './repository.plan.ts'
import { joined, selectListRows } from './repository.rows.ts'

/**
 * The numbers of all rows of a list, in its order. Numbers alone: what has no index is sorted by the engine, and a million
 * PEMs would be sorted on the disk.
 */
export function numbersInOrder(db: Database, plan: ListPlan, sort: CertificateSort) {
  const { column, isAscending } = sortOf(sort)
  const direction = isAscending ? 'asc' : 'desc'
  return plan.conditions
    .reduce(
      (rows, condition) => rows.where(condition),
      joined(db)
        .select('c.number')
        .$if(plan.found !== null, (rows) => rows.innerJoin(foundAs(plan), 'found.number', 'c.number')),
    )
    .$if(column.isNullable, (rows) => rows.orderBy(sql`${column.expression} is null`, direction))
    .orderBy(column.expression, direction)
    .orderBy('c.identifier', direction)
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
    'c.custom_identifier',
    'c.sign_algorithm',
    'c.md5',
    'c.public_key_sha256',
    'c.points_to_crl',
    'c.pem',
    'c.first_seen_at',
    'c.live_read_at',
    'c.deleted_how',
  ])
}

export type CertificateExportRow = Awaited<ReturnType<ReturnType<typeof selectExportRows>['executeTakeFirstOrThrow']>>
