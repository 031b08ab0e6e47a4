import path from 'node:path'
import Database from 'better-sqlite3'
import { until, type Stack } from './stack.ts'

/** What the store holds at this moment, read beside the console by a connection of its own. */
export function stored(stack: Stack, query: string, ...parameters: string[]): unknown[] {
  const database = new Database(path.join(stack.dataDir, 'rescind.sqlite'), { readonly: true })
  try {
    return database.prepare(query).all(...parameters)
  } finally {
    database.close()
  }
}

/**
 * Moves what the write-ahead log holds into the database's own file and cuts it: on a full disk the next write then
 * finds no room, while a log that had been grown before would take some more.
 */
export async function emptyLog(stack: Stack): Promise<void> {
  const database = new Database(path.join(stack.dataDir, 'rescind.sqlite'))
  try {
    await until(async () => database.pragma('wal_checkpoint(truncate)', { simple: true }) === 0)
  } finally {
    database.close()
  }
}

/** Makes of the store what time would have made of it. */
export function change(stack: Stack, statement: string, ...parameters: string[]): void {
  const database = new Database(path.join(stack.dataDir, 'rescind.sqlite'), { timeout: 10_000 })
  try {
    database.prepare(statement).run(...parameters)
  } finally {
    database.close()
  }
}
