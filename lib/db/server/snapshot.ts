import 'server-only'
import { CompiledQuery, sql, type Compilable } from 'kysely'
import { snapshotsOf, type Database } from './database.ts'

/** The store as it was at one moment, for a reader that takes long and must not see it change. */
export type Snapshot = {
  readonly db: Database
  /** The rows of a query as they come, without holding all of them: each portion is read when it is asked for. */
  readonly portions: <Row>(query: Compilable<Row>, size: number) => AsyncIterable<Row[]>
  readonly close: () => Promise<void>
  /** Once it is closed, by whomever. */
  readonly closed: Promise<void>
}

type Opened = Omit<Snapshot, 'closed'>

/**
 * One read transaction: on SQLite in a thread of its own, on PostgreSQL a connection in REPEATABLE READ. While it is open
 * SQLite's log cannot start again and PostgreSQL keeps what was overwritten, so that after `longestMs` it is closed, and
 * its reader's next query fails. Null where `most` are open already in this process, or `mostOfOwner` for this owner.
 */
export async function openSnapshot(
  db: Database,
  { longestMs, most, mostOfOwner, owner }: { longestMs: number; most: number; mostOfOwner: number; owner: string },
): Promise<Snapshot | null> {
  const { newSnapshot, snapshots: open } = snapshotsOf(db)
  const own = [...open.values()].filter((one) => one === owner)
  if (open.size >= most || own.length >= mostOfOwner) return null
  const closed = Promise.withResolvers<undefined>()
  const beginning = Promise.withResolvers<Opened>()
  beginning.promise.catch(() => undefined)
  const close = async () => {
    if (!open.delete(close)) return
    clearTimeout(timer)
    try {
      await (await beginning.promise).close()
    } finally {
      closed.resolve(undefined)
    }
  }
  // Its reader learns of it by its next query.
  const timer = setTimeout(() => void close().catch(() => undefined), longestMs)
  timer.unref()
  // The place is taken before anything is awaited.
  open.set(close, owner)
  try {
    const opened = await (newSnapshot === null ? beginOnPostgres(db, longestMs) : beginOnSqlite(newSnapshot()))
    beginning.resolve(opened)
    return { ...opened, close, closed: closed.promise }
  } catch (cause) {
    open.delete(close)
    clearTimeout(timer)
    beginning.reject(cause)
    throw cause
  }
}

async function beginOnSqlite(reader: Database): Promise<Opened> {
  try {
    // The first read is what fixes the moment.
    await sql`select count(*) from sqlite_schema`.execute(reader)
  } catch (cause) {
    await reader.destroy().catch(() => undefined)
    throw cause
  }
  return {
    db: reader,
    portions: async function* <Row>(query: Compilable<Row>, size: number) {
      for await (const { rows } of reader.getExecutor().stream<Row>(query.compile(), size)) yield rows
    },
    close: () => reader.destroy(),
  }
}

async function beginOnPostgres(db: Database, longestMs: number): Promise<Opened> {
  const trx = await db.startTransaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute()
  let cursors = 0
  const close = async () => {
    await trx.rollback().execute()
  }
  try {
    // A slow reader is no transaction that was forgotten. The first statement is what fixes the moment.
    await sql`select set_config('idle_in_transaction_session_timeout', ${`${String(longestMs)}ms`}, true)`.execute(trx)
  } catch (cause) {
    await close().catch(() => undefined)
    throw cause
  }
  return {
    db: trx,
    portions: async function* <Row>(query: Compilable<Row>, size: number) {
      const cursor = sql.id(`portions_${String((cursors += 1))}`)
      const { sql: text, parameters } = query.compile()
      const { sql: declare } = sql`declare ${cursor} no scroll cursor for `.compile(trx)
      await trx.executeQuery(CompiledQuery.raw(declare + text, [...parameters]))
      for (;;) {
        const { rows } = await sql<Row>`fetch forward ${sql.lit(size)} from ${cursor}`.execute(trx)
        if (rows.length > 0) yield rows
        if (rows.length < size) return
      }
    },
    close,
  }
}
