import 'server-only'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import type { Engine } from './database.ts'
import { containsText } from './text.ts'

// Finding a text anywhere in a column, among a million rows. PostgreSQL has an index on the column itself; SQLite has an
// FTS5 table beside, which holds that column and calls a row by its number. Both engines find the same.

/** `column` as the query names it, `table` the FTS5 table. */
export type TextIndex = { readonly column: string; readonly table: string }

/**
 * Whether a row is found; and, where an index of SQLite tells it, the numbers of all that are: once as fast as can be, and
 * `brief` for among many.
 */
export type IndexedText = {
  holds: Expression<SqlBool>
  numbers?: RawBuilder<{ number: number }>
  brief?: RawBuilder<{ number: number }>
}

/** The trigram indexes know nothing shorter. */
const INDEXED_FROM = 3

/** Of more trigrams those of some places are asked for first: most of a long name is in very many others, too. */
const SAMPLED_FROM = 8
const SAMPLES = 10
/** So many rows are looked at for the whole text in less time than all its trigrams take. */
const MOST_SAMPLED = 2_000

/** Whether the column (trigrams) holds `needle`. */
export function holdsText(engine: Engine, index: TextIndex, needle: string): IndexedText {
  const characters = Array.from(needle)
  const samples = characters.length < SAMPLED_FROM ? [] : samplesOf(characters)
  if (engine === 'postgres') return { holds: holdsSampled(index.column, samples, needle) }
  const holds = containsText(index.column, needle)
  if (characters.length < INDEXED_FROM) return { holds }
  const brief = matching(index.table, phrase(needle))
  return samples.length === 0
    ? { holds, numbers: brief }
    : { holds, numbers: sampled(index, { samples, needle }), brief }
}

/** Trigrams from its beginning to its end. */
function samplesOf(characters: readonly string[]): string[] {
  const last = characters.length - INDEXED_FROM
  const places = Array.from({ length: SAMPLES }, (_, sample) => Math.round((sample * last) / (SAMPLES - 1)))
  return [...new Set(places.map((place) => characters.slice(place, place + INDEXED_FROM).join('')))]
}

/** By the index for its samples alone; what these leave is compared. */
function holdsSampled(column: string, samples: readonly string[], needle: string): Expression<SqlBool> {
  if (samples.length === 0) return containsText(column, needle)
  const conditions = [
    ...samples.map((sample) => containsText(column, sample)),
    sql<SqlBool>`strpos(${sql.ref(column)}, ${needle}) > 0`,
  ]
  return sql<SqlBool>`(${sql.join(conditions, sql` and `)})`
}

/** Where few rows hold the samples these are compared, and none of the other trigrams is read; else all of them are. */
function sampled(
  { table, column }: TextIndex,
  { samples, needle }: { samples: readonly string[]; needle: string },
): RawBuilder<{ number: number }> {
  const first = matching(table, samples.map(phrase).join(' AND '))
  // The index is not even opened for what is not asked: nothing stands between its quotes.
  const rest = sql`(select case when count(*) = ${MOST_SAMPLED} then ${phrase(needle)} else '""' end from sampled)`
  return sql`select number from (
    with sampled as materialized (${first} limit ${MOST_SAMPLED})
    select c.number from sampled join certificates as c on c.number = sampled.number
     where (select count(*) from sampled) < ${MOST_SAMPLED} and instr(${sql.ref(column)}, ${needle}) > 0
    union all ${matching(table, rest)})`
}

/** Whether `word`, of ASCII letters and digits, is one of those that stand in the column (words) with a blank between. */
export function holdsWord(engine: Engine, index: TextIndex, word: string): IndexedText {
  const column = sql.ref(index.column)
  if (engine === 'postgres') return { holds: sql<SqlBool>`string_to_array(${column}, ' ') @> array[${word}]::text[]` }
  const holds = containsText(sql<string>`(' ' || ${column} || ' ')`, ` ${word} `)
  return { holds, numbers: matching(index.table, phrase(word)) }
}

/** FTS5: a phrase between quotes means itself. */
function phrase(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

function matching(table: string, query: string | RawBuilder<unknown>): RawBuilder<{ number: number }> {
  return sql`select rowid as number from ${sql.id(table)} where ${sql.id(table)} match ${query}`
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
