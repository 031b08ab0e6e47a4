import 'server-only'
import type { Database } from '#lib/db/server/database.ts'
import { findSequencesOfOperation } from './repository.read.ts'

/** The sequences of all records about one operation, oldest first. */
export async function listSequencesOfOperation(db: Database, operationId: string): Promise<number[]> {
  return findSequencesOfOperation(db, operationId)
}
