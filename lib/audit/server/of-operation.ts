import 'server-only'
import type { Database, Trx } from '#lib/db/server/database.ts'
import { lockHead } from './repository.ts'
import { findEventsOfOperation, type OperationEvent } from './repository.read.ts'

/** All records about one operation, oldest first: who did what to it. */
export async function listEventsOfOperation(db: Database, operationId: string): Promise<OperationEvent[]> {
  return findEventsOfOperation(db, operationId)
}

/** The same, and no record is added by anybody until the transaction ends: for whoever adds what is not there yet. */
export async function lockEventsOfOperation(trx: Trx, operationId: string): Promise<OperationEvent[]> {
  await lockHead(trx)
  return findEventsOfOperation(trx, operationId)
}
