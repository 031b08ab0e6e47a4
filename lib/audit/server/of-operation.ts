import 'server-only'
import type { Database } from '#lib/db/server/database.ts'

/** The sequences of all records about one operation, oldest first. */
export async function listSequencesOfOperation(db: Database, operationId: string): Promise<number[]> {
  const rows = await db
    .selectFrom('audit_events')
    .select('sequence')
    .where('operation_id', '=', operationId)
    .orderBy('sequence')
    .execute()
  return rows.map(({ sequence }) => sequence)
}
