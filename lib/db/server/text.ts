import 'server-only'
import { sql, type Expression, type SqlBool } from 'kysely'

/**
 * Whether a column holds `needle` somewhere, letter by letter: `%`, `_` and `\` in it mean themselves.
 * Both sides must already be normalised (`searchKey`). A scan of the table at present; the one place to put an index behind.
 */
export function containsText(column: string, needle: string): Expression<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} like ${`%${literally(needle)}%`} escape '\\'`
}

/** Whether a column begins with `prefix`. Normalised as for containsText. */
export function startsWithText(column: string, prefix: string): Expression<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} like ${`${literally(prefix)}%`} escape '\\'`
}

/** How text is stored for searching and sorting: NFKC and lower case, made here so that both engines agree. */
export function searchKey(text: string): string {
  return storableText(text).normalize('NFKC').toLowerCase()
}

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
