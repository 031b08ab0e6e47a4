import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'
import type SqliteDatabase from 'better-sqlite3'
import { SqliteAdapter, type CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely'
import type { OwnTransactionGuard } from './own-transaction.ts'
import { statementsOf, type Prepare } from './sqlite-connection.ts'

/** How long a writer waits for another process's transaction before it gives up. */
const LOCK_PATIENCE_MS = 10_000
/** Between two tries: as short as the transactions that are waited for; spread, so that two waiters do not march in step. */
const BUSY_PAUSE_MS = 1

/**
 * Repeats what another process's lock refused, without blocking the event loop as `busy_timeout` would.
 * Only for what has no effect when it fails: opening, BEGIN, and single statements outside a transaction.
 */
export async function whileBusy<T>(attempt: () => T, patienceMs = LOCK_PATIENCE_MS): Promise<T> {
  const giveUpAt = performance.now() + patienceMs
  for (;;) {
    try {
      return attempt()
    } catch (cause) {
      if (!isBusy(cause) || performance.now() > giveUpAt) throw cause
      await delay(BUSY_PAUSE_MS * (1 + Math.random()))
    }
  }
}

function isBusy(cause: unknown): boolean {
  return (
    cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && cause.code.startsWith('SQLITE_BUSY')
  )
}

export type SqliteOptions = {
  readonly guard: OwnTransactionGuard
  readonly isReadOnly: boolean
  readonly lockPatienceMs?: number | undefined
}

/**
 * One connection, one user of it at a time. Unlike Kysely's own driver it begins with BEGIN IMMEDIATE (a plain
 * BEGIN that later has to upgrade fails with SQLITE_BUSY_SNAPSHOT instead of waiting), waits for foreign locks
 * without blocking, and rolls back only what is still open (SQLite has already rolled back after SQLITE_FULL, and
 * "cannot rollback" would hide that).
 */
export function sqliteDriver(
  open: () => Promise<SqliteDatabase.Database>,
  { guard, isReadOnly, lockPatienceMs }: SqliteOptions,
): Driver {
  const opened = once(open)
  const connect = once(async () => connectionTo(await opened(), lockPatienceMs))
  const turns = queueOfOne()
  return {
    init: async () => {
      await opened()
    },
    acquireConnection: async () => {
      guard.assertOutside()
      await turns.take()
      return connect()
    },
    releaseConnection: async () => turns.giveBack(),
    beginTransaction: async () => {
      const database = await opened()
      await whileBusy(() => database.exec(isReadOnly ? 'begin' : 'begin immediate'), lockPatienceMs)
    },
    commitTransaction: async () => {
      const database = await opened()
      database.exec('commit')
    },
    rollbackTransaction: async () => {
      const database = await opened()
      if (database.inTransaction) database.exec('rollback')
    },
    destroy: async () => {
      const database = await opened()
      database.close()
    },
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

function connectionTo(database: SqliteDatabase.Database, lockPatienceMs: number | undefined): DatabaseConnection {
  const prepare = statementsOf(database)
  return {
    executeQuery: async <Row>(query: CompiledQuery): Promise<QueryResult<Row>> => {
      const run = () => runStatement<Row>(prepare, query)
      return database.inTransaction ? run() : await whileBusy(run, lockPatienceMs)
    },
    streamQuery: () => {
      throw new Error('queries are not streamed: read in batches by key')
    },
  }
}

function runStatement<Row>(prepare: Prepare, { sql, parameters }: CompiledQuery): QueryResult<Row> {
  const statement = prepare(sql)
  // What the columns hold is the caller's word, as with every Kysely driver.
  if (statement.reader) return { rows: statement.all(...parameters) as Row[] }
  const { changes, lastInsertRowid } = statement.run(...parameters)
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
}

/** First come, first served. */
function queueOfOne(): { take: () => Promise<void>; giveBack: () => void } {
  const waiting: (() => void)[] = []
  let isTaken = false
  return {
    take: async () => {
      if (!isTaken) {
        isTaken = true
        return
      }
      await new Promise<void>((resolve) => waiting.push(resolve))
    },
    giveBack: () => {
      const next = waiting.shift()
      if (next) next()
      else isTaken = false
    },
  }
}

/** Migrations run in a transaction, which Kysely's own adapter denies SQLite. Turns are taken in our own driver. */
export class ImmediateSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }

  override get supportsMultipleConnections(): boolean {
    return true
  }
}
