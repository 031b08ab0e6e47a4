import 'server-only'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import type { Engine } from './database.ts'
import { containsText } from './text.ts'

// Finding a text anywhere in a column, among a million rows. PostgreSQL has an index on the column itself; SQLite has an
// FTS5 table beside, which holds that column and calls a row by its number. Both engines find the same.

/** `column` as the query names it, `table` the FTS5 table. */
export type TextIndex = { readonly column: string; readonly table: string }

/** Whether a row is found; and, where an index of SQLite tells it, the numbers of all that are. */
export type IndexedText = { holds: Expression<SqlBool>; numbers?: RawBuilder<{ number: number }> }

/** The trigram indexes know nothing shorter. */
const INDEXED_FROM = 3

/** Whether the column (trigrams) holds `needle`. */
export function holdsText(engine: Engine, index: TextIndex, needle: string): IndexedText {
  const holds = containsText(index.column, needle)
  const isIndexed = engine === 'sqlite' && Array.from(needle).length >= INDEXED_FROM
  return isIndexed ? { holds, numbers: matching(index.table, needle) } : { holds }
}

/** Whether `word`, of ASCII letters and digits, is one of those that stand in the column (words) with a blank between. */
export function holdsWord(engine: Engine, index: TextIndex, word: string): IndexedText {
  const column = sql.ref(index.column)
  if (engine === 'postgres') return { holds: sql<SqlBool>`string_to_array(${column}, ' ') @> array[${word}]::text[]` }
  const holds = containsText(sql<string>`(' ' || ${column} || ' ')`, ` ${word} `)
  return { holds, numbers: matching(index.table, word) }
}

/** FTS5: a phrase between quotes means itself. */
function matching(table: string, phrase: string): RawBuilder<{ number: number }> {
  const quoted = `"${phrase.replaceAll('"', '""')}"`
  return sql`select rowid as number from ${sql.id(table)} where ${sql.id(table)} match ${quoted}`
}

/** Whether the column (trigrams without their places) holds these lower-case hex digits, anywhere or at its end. */
export function holdsHex(engine: Engine, index: TextIndex, hex: string, at: 'anywhere' | 'end'): IndexedText {
  const holds =
    at === 'end' ? sql<SqlBool>`${sql.ref(index.column)} like ${`%${hex}`}` : containsText(index.column, hex)
  if (engine === 'postgres' || hex.length < INDEXED_FROM) return { holds }
  // Without places (detail = none) it is asked by GLOB, which compares the column itself.
  const pattern = at === 'end' ? `*${hex}` : `*${hex}*`
  const [, column = index.column] = index.column.split('.')
  const numbers = sql<{ number: number }>`select rowid as number from ${sql.id(index.table)}
    where ${sql.id(column)} glob ${pattern}`
  return { holds, numbers }
}
