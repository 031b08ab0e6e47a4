import 'server-only'
import type { Database } from '#lib/db/server/database.ts'
import { findEventsOfOperation, type OperationEvent } from './repository.read.ts'

/** All records about one operation, oldest first: who did what to it. */
export async function listEventsOfOperation(db: Database, operationId: string): Promise<OperationEvent[]> {
  return findEventsOfOperation(db, operationId)
}
