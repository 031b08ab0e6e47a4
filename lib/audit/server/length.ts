import 'server-only'
import type { Database } from '#lib/db/server/database.ts'
import { readHead } from './repository.read.ts'

/** How many records there are: as long as there are no more, nobody has done anything. */
export async function auditLength(db: Database): Promise<number> {
  return (await readHead(db)).sequence
}
