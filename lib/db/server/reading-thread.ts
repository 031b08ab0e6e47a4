import 'server-only'
import { parentPort, workerData } from 'node:worker_threads'
import BetterSqlite3 from 'better-sqlite3'
import { prepareConnection, statementsOf } from './sqlite-connection.ts'

// The thread in which SQLite reads what takes long. It has a connection of its own that can only read; in WAL mode it sees
// whatever was committed before it was asked.

/**
 * `isSnapshot`: it sees the store as it was at its first question, however long it reads. `cacheMib`: so much of the file is
 * kept in memory.
 */
export type ReadingOrder = { readonly file: string; readonly isSnapshot: boolean; readonly cacheMib: number }
export type ReadingQuestion = {
  readonly id: number
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** The next `size` rows, and fewer at its end, of what was begun under this name. Absent: all rows. */
  readonly portion?: { readonly of: number; readonly size: number }
}
export type ReadingAnswer =
  | { readonly id: number; readonly rows: unknown[] }
  | { readonly id: number; readonly failure: { readonly message: string; readonly code: string | null } }

/** Nobody else waits in this thread, so that SQLite may. */
const BUSY_TIMEOUT_MS = 10_000

const { file, isSnapshot, cacheMib } = workerData as ReadingOrder
const database = new BetterSqlite3(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS })
prepareConnection(database, true)
database.pragma(`cache_size = -${String(cacheMib * 1024)}`)
const prepare = statementsOf(database)
if (isSnapshot) database.exec('begin')
const begun = new Map<number, IterableIterator<unknown>>()

parentPort?.on('message', (question: ReadingQuestion) => parentPort?.postMessage(answerTo(question)))

function answerTo({ id, sql, parameters, portion }: ReadingQuestion): ReadingAnswer {
  try {
    if (portion !== undefined)
      return { id, rows: nextRows(portion, () => database.prepare(sql).iterate(...parameters)) }
    return { id, rows: prepare(sql).all(...parameters) }
  } catch (cause) {
    const { message } = cause instanceof Error ? cause : { message: 'unknown' }
    const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null
    return { id, failure: { message, code } }
  }
}

function nextRows(
  { of, size }: NonNullable<ReadingQuestion['portion']>,
  begin: () => IterableIterator<unknown>,
): unknown[] {
  const rows = begun.get(of) ?? begin()
  begun.set(of, rows)
  const found: unknown[] = []
  while (found.length < size) {
    const next = rows.next()
    if (next.done === true) break
    found.push(next.value)
  }
  if (found.length < size) begun.delete(of)
  return found
}
