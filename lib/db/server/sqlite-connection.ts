import 'server-only'
import type SqliteDatabase from 'better-sqlite3'

// What every connection to SQLite is, in the event loop and in a thread beside it.

export function prepareConnection(database: SqliteDatabase.Database, isReadOnly: boolean): void {
  if (!isReadOnly) database.pragma('journal_mode = wal')
  // In WAL mode better-sqlite3's default is NORMAL: 8 fsyncs for 200 commits, and a power cut forgets receipts.
  database.pragma('synchronous = full')
  database.pragma('foreign_keys = on')
  // Without it the DELETE inside INSERT OR REPLACE fires no delete trigger, and the audit guards could be passed.
  database.pragma('recursive_triggers = on')
  database.pragma('trusted_schema = off')
  // LIKE then means on both engines the same.
  database.pragma('case_sensitive_like = on')
  // The first page read makes the shared-memory file: a full disk shows here and not in the first request.
  database.prepare('select count(*) from sqlite_schema').get()
}

export type Prepare = (sql: string) => SqliteDatabase.Statement

/** More than the product's own statements; searches make new ones without end. */
const KEPT_STATEMENTS = 200

/** Preparing costs more than running: an insert into the audit is compiled together with its guards. */
export function statementsOf(database: SqliteDatabase.Database): Prepare {
  const kept = new Map<string, SqliteDatabase.Statement>()
  return (sql) => {
    const known = kept.get(sql)
    const statement = known ?? database.prepare(sql)
    kept.delete(sql)
    if (/^\s*(create|drop|alter|pragma)/i.test(sql)) kept.clear()
    else kept.set(sql, statement)
    const oldest = kept.size > KEPT_STATEMENTS ? kept.keys().next().value : undefined
    if (oldest !== undefined) kept.delete(oldest)
    return statement
  }
}
