import 'server-only'
import { parentPort, workerData } from 'node:worker_threads'
import BetterSqlite3 from 'better-sqlite3'
import { prepareConnection, statementsOf } from './sqlite-connection.ts'

// The thread in which SQLite reads what takes long. It has a connection of its own that can only read; in WAL mode it sees
// whatever was committed before it was asked.

export type ReadingOrder = { readonly file: string }
export type ReadingQuestion = { readonly id: number; readonly sql: string; readonly parameters: readonly unknown[] }
export type ReadingAnswer =
  | { readonly id: number; readonly rows: unknown[] }
  | { readonly id: number; readonly failure: { readonly message: string; readonly code: string | null } }

/** Nobody else waits in this thread, so that SQLite may. */
const BUSY_TIMEOUT_MS = 10_000

/** A page of a list reads thousands of rows here and there: from memory in a tenth of the time. */
const CACHE_KIB = 48 * 1024

const { file } = workerData as ReadingOrder
const database = new BetterSqlite3(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS })
prepareConnection(database, true)
database.pragma(`cache_size = -${String(CACHE_KIB)}`)
const prepare = statementsOf(database)

parentPort?.on('message', (question: ReadingQuestion) => parentPort?.postMessage(answerTo(question)))

function answerTo({ id, sql, parameters }: ReadingQuestion): ReadingAnswer {
  try {
    return { id, rows: prepare(sql).all(...parameters) }
  } catch (cause) {
    const { message } = cause instanceof Error ? cause : { message: 'unknown' }
    const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null
    return { id, failure: { message, code } }
  }
}
