import type { Database } from 'better-sqlite3'
import type { Json } from '#lib/core/canonical-json.ts'

/** Small documents by name: base URL, seed, settings, faults. What is read is `unknown`: the reader parses it. */
export type MetaTable = {
  readonly read: (key: string) => unknown
  readonly write: (key: string, value: Json) => void
}

export function metaTable(database: Database): MetaTable {
  const select = database.prepare<[string], { value: string }>('select value from meta where key = ?')
  const upsert = database.prepare<[string, string]>(
    'insert into meta (key, value) values (?, ?) on conflict do update set value = excluded.value',
  )
  return {
    read: (key) => {
      const row = select.get(key)
      return row === undefined ? undefined : (JSON.parse(row.value) as unknown)
    },
    write: (key, value) => {
      upsert.run(key, JSON.stringify(value))
    },
  }
}
