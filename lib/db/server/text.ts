import 'server-only'
import { sql, type Expression, type SqlBool } from 'kysely'

/**
 * Whether a column holds `needle` somewhere, letter by letter: `%`, `_` and `\` in it mean themselves.
 * Capitals differ; what is longer than any name, nothing holds. Both sides come normalised by the caller. A scan: see text-index.ts for what has an index.
 */
export function containsText(column: string | Expression<string>, needle: string): Expression<SqlBool> {
  const text = typeof column === 'string' ? sql.ref(column) : column
  const pattern = `%${literally(needle)}%`
  if (Buffer.byteLength(pattern) > LONGEST_PATTERN_BYTES) return sql<SqlBool>`1 = 0`
  return sql<SqlBool>`${text} like ${pattern} escape '\\'`
}

/** SQLite refuses a longer pattern (SQLITE_LIMIT_LIKE_PATTERN_LENGTH); no name is as long. */
const LONGEST_PATTERN_BYTES = 50_000

/** Whether a column begins with `prefix`, letter by letter. A range, which both engines answer from a B-tree index. */
export function startsWithText(column: string | Expression<string>, prefix: string): Expression<SqlBool> {
  const end = `${prefix}${LAST_CHARACTER}`
  const text = typeof column === 'string' ? sql.ref(column) : column
  return sql<SqlBool>`(${text} >= ${prefix} and ${text} < ${end})`
}

/** Sorts behind every other character; no name holds it. */
const LAST_CHARACTER = '\u{10FFFF}'

/**
 * Text that both engines store alike: PostgreSQL has no U+0000, and UTF-8 has no lone surrogates.
 * For columns that are read and searched; the audit's `record` keeps both, escaped as JSON.
 */
export function storableText(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').toWellFormed()
}

function literally(text: string): string {
  return text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)
}
