import 'server-only'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import { searchGramOf } from '#lib/core/search-grams.ts'
import type { Engine } from './database.ts'
import { containsText } from './text.ts'

// Finding a text anywhere in a million certificates: over `certificates as c`, by the indexes of the migration
// 0006-certificate-search. Both engines find the same.

/** Whether a row is found; and, where an index of SQLite tells it, the numbers of all that are. */
export type IndexedText = { holds: Expression<SqlBool>; numbers?: RawBuilder<{ number: number }> }

/** The trigram indexes know nothing shorter. */
const INDEXED_FROM = 3

/**
 * Whether search_text holds `needle`, as searchText writes it. Of one or two characters only the beginning of a word
 * counts, unless one is not ASCII.
 */
export function certificateTextHolds(engine: Engine, needle: string): IndexedText {
  const gram = searchGramOf(needle)
  if (gram !== null) return holdsGram(engine, gram)
  const holds = containsText('c.search_text', needle)
  return engine === 'postgres' ? { holds } : { holds, numbers: matching('certificates_text', needle) }
}

function holdsGram(engine: Engine, gram: string): IndexedText {
  if (engine === 'postgres') {
    return { holds: sql<SqlBool>`string_to_array(c.search_grams, ' ') @> array[${gram}]::text[]` }
  }
  const holds = containsText(sql<string>`(' ' || c.search_grams || ' ')`, ` ${gram} `)
  return { holds, numbers: matching('certificates_grams', gram) }
}

/** FTS5: a phrase between quotes means itself. */
function matching(index: string, phrase: string): RawBuilder<{ number: number }> {
  const quoted = `"${phrase.replaceAll('"', '""')}"`
  return sql`select rowid as number from ${sql.id(index)} where ${sql.id(index)} match ${quoted}`
}

/** Whether the serial holds these lower-case hex digits, anywhere or at its end. */
export function certificateSerialHolds(engine: Engine, hex: string, at: 'anywhere' | 'end'): IndexedText {
  const holds = at === 'end' ? sql<SqlBool>`c.serial_number like ${`%${hex}`}` : containsText('c.serial_number', hex)
  if (engine === 'postgres' || hex.length < INDEXED_FROM) return { holds }
  // The index keeps no places (detail = none), so that it is asked by GLOB, which compares the column itself.
  const pattern = at === 'end' ? `*${hex}` : `*${hex}*`
  const numbers = sql<{ number: number }>`select rowid as number from certificates_serial
    where serial_number glob ${pattern}`
  return { holds, numbers }
}
