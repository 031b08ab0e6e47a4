import BetterSqlite3 from 'better-sqlite3'
import { sqliteFile } from '#lib/db/server/sqlite.ts'
import { fillDiskOf } from '../support/full-disk.ts'

/** Fills a disk to its last byte, and what the store's log holds already, which is written over on a full disk too. */
export function fillStore(dataDir: string): void {
  fillDiskOf(dataDir)
  const database = new BetterSqlite3(sqliteFile(dataDir))
  const insert = database.prepare('insert into facts (name, value, at) values (?, ?, 1)')
  try {
    for (let row = 0; row < 5_000; row += 1) insert.run(`filler-${String(row)}`, 'x'.repeat(500))
  } catch {
    return
  } finally {
    database.close()
  }
  throw new Error('the disk never filled up')
}
