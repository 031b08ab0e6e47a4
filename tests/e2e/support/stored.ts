import path from 'node:path'
import Database from 'better-sqlite3'
import type { Stack } from './stack.ts'

/** What the store holds at this moment, read beside the console by a connection of its own. */
export function stored(stack: Stack, query: string, ...parameters: string[]): unknown[] {
  const database = new Database(path.join(stack.dataDir, 'rescind.sqlite'), { readonly: true })
  try {
    return database.prepare(query).all(...parameters)
  } finally {
    database.close()
  }
}
