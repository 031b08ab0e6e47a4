import 'server-only'
import type { Database } from '#lib/db/server/database.ts'
import type { OperationKind } from '../state.ts'
import { findLastAnswered } from './repository.list.ts'

export type LastCall = { httpStatus: number | null; code: string | null; requestId: string | null; at: number }

/** What the last call of this kind that the vendor answered came back with; null before the first. */
export async function lastCallOf(db: Database, kind: OperationKind): Promise<LastCall | null> {
  const row = await findLastAnswered(db, kind)
  if (!row) return null
  return { httpStatus: row.http_status, code: row.cloud_code, requestId: row.request_id, at: row.requested_at }
}
