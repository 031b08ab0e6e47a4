import 'server-only'
import type { Database } from '#lib/db/server/database.ts'
import { crlEvidenceAmong } from '#lib/evidence/server/publication-of.ts'
import type { OperationSummary } from '../operation.ts'
import { toSummary } from './dto.ts'
import { listOperationsOf } from './repository.list.ts'
import { listJoins } from './repository.ts'

/** Every write that was tried on one certificate, newest first: part of its history. */
export async function listOperationsOn(db: Database, identifier: string): Promise<OperationSummary[]> {
  const rows = await listOperationsOf(db, identifier)
  const joins = await listJoins(
    db,
    rows.map((row) => row.id),
  )
  const evidence = await crlEvidenceAmong(db, [identifier])
  return rows.map((row) => toSummary(row, joins, evidence))
}
