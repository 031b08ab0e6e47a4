import 'server-only'
import { guardOf, type Database, type Trx } from './database.ts'

/**
 * Runs `run` in one durable transaction: all of it, or nothing. What it answers has been fsynced (SQLite
 * synchronous=FULL, PostgreSQL synchronous_commit=on) before this resolves.
 *
 * SQLite: BEGIN IMMEDIATE, so writers queue at the begin, which is the only thing that is repeated.
 * PostgreSQL: READ COMMITTED; a loser of a unique index waits for the winner and then sees its row.
 *
 * Inside, await only the transaction's own queries: on SQLite every other caller of this process waits for it.
 * Using `db` inside throws. When the connection is lost during COMMIT the outcome is not known: the caller must
 * read again before it concludes anything.
 */
export async function transaction<T>(db: Database, run: (trx: Trx) => Promise<T>): Promise<T> {
  const guard = guardOf(db)
  return db
    .transaction()
    .setIsolationLevel('read committed')
    .execute((trx) => guard.inside(() => run(trx)))
}
