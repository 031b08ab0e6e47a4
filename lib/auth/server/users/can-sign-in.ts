import 'server-only'
import type { Database } from '#lib/db/server/database.ts'
import { findAccountByEmail } from './repository.ts'

/** Whether there is an enabled account with this address. */
export async function canSignIn(db: Database, email: string): Promise<boolean> {
  const account = await findAccountByEmail(db, email)
  return account?.disabledAt === null
}
