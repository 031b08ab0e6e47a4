import 'server-only'
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { SqliteIntrospector, SqliteQueryCompiler, type Dialect } from 'kysely'
import { ensureBallast, releaseBallast } from './ballast.ts'
import { ImmediateSqliteAdapter, sqliteDriver, whileBusy, type SqliteOptions } from './sqlite-driver.ts'
import { prepareConnection } from './sqlite-connection.ts'
import { storeFailureOf } from './store-error.ts'

/**
 * SQLite itself never waits for a lock, which would block the event loop: the driver tries again. Measured with two
 * processes that write without pause: 900 to 1,100 transactions a second and waits up to 120 ms; with 20 ms of waiting
 * in SQLite 900 to 1,400 a second, but one process got most of them and the other waited up to 340 ms.
 */
const BUSY_TIMEOUT_MS = 0

export function sqliteFile(dataDir: string): string {
  return path.join(dataDir, 'rescind.sqlite')
}

/** SQLite in `dataDir`, which is made when it is missing. */
export function sqliteDialect({ dataDir, ...options }: SqliteOptions & { dataDir: string }): Dialect {
  return {
    createAdapter: () => new ImmediateSqliteAdapter(),
    createDriver: () => sqliteDriver(() => openInRoom(dataDir, options.isReadOnly), options),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/** Opens, and on a full disk gives up the ballast and opens again. */
async function openInRoom(dataDir: string, isReadOnly: boolean): Promise<BetterSqlite3.Database> {
  if (isReadOnly) return open(dataDir, isReadOnly)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  try {
    const database = await open(dataDir, isReadOnly)
    ensureBallast(dataDir)
    return database
  } catch (cause) {
    if (storeFailureOf(cause) !== 'full' || !releaseBallast(dataDir)) throw cause
    return open(dataDir, isReadOnly)
  }
}

async function open(dataDir: string, isReadOnly: boolean): Promise<BetterSqlite3.Database> {
  const file = sqliteFile(dataDir)
  // Password hashes and the audit are for the owner alone; SQLite gives -wal and -shm the mode of the file. One that is
  // there is left to SQLite, which reads it also where it may not write it.
  if (!isReadOnly && !existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  const database = new BetterSqlite3(file, {
    readonly: isReadOnly,
    fileMustExist: isReadOnly,
    timeout: BUSY_TIMEOUT_MS,
  })
  try {
    await whileBusy(() => prepareConnection(database, isReadOnly))
    return database
  } catch (cause) {
    database.close()
    throw cause
  }
}
