import 'server-only'
import { createHash } from 'node:crypto'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import { searchGramOf } from '#lib/core/search-grams.ts'
import type { Engine } from '#lib/db/server/database.ts'
import { startsWithText } from '#lib/db/server/text.ts'
import { holdsHex, holdsText, holdsWord, type IndexedText, type TextIndex } from '#lib/db/server/text-index.ts'
import { understandSearch, type SearchTerm } from '../search-query.ts'
import { anyOf, isIn } from './repository.conditions.ts'

/** What the search box asks for, in two forms: of a row that is looked at, and (on SQLite) as the numbers of rows. */
export type SearchCondition = { holds: Expression<SqlBool>; numbers: RawBuilder<{ number: number }> }

/** Null where nothing is searched for. */
export function searchCondition(engine: Engine, raw: string): SearchCondition | null {
  const query = understandSearch(raw)
  switch (query.kind) {
    case 'empty':
      return null
    case 'too_short':
      return single(sql<SqlBool>`1 = 0`)
    case 'pem': {
      const sha256 = createHash('sha256').update(Buffer.from(query.base64, 'base64')).digest('hex')
      return single(sql<SqlBool>`c.sha256 = ${sha256}`)
    }
    case 'terms':
      return alternatives(query.terms.flatMap((term) => termConditions(engine, term)))
  }
}

function single(holds: Expression<SqlBool>): SearchCondition {
  return { holds, numbers: numbersWhere(holds) }
}

/**
 * A row is found by any of them. Each brings the rows that none before it has brought, so that every row comes once and nothing has to be
 * collected first: what is only counted or cut to a page ends early.
 */
function alternatives(terms: readonly IndexedText[]): SearchCondition {
  const parts = terms.map(({ holds, numbers }, index) => {
    const before = terms.slice(0, index).map((term) => term.holds)
    if (before.length === 0) return numbers ?? numbersWhere(holds)
    const isNew = sql<SqlBool>`not ${anyOf(before)}`
    return numbers === undefined
      ? numbersWhere(sql<SqlBool>`${holds} and ${isNew}`)
      : sql`select c.number from (${numbers}) as n join certificates as c on c.number = n.number where ${isNew}`
  })
  return {
    holds: anyOf(terms.map(({ holds }) => holds)),
    numbers: sql<{ number: number }>`select number from (${sql.join(parts, sql` union all `)})`,
  }
}

// By the migration 0006-certificate-search.
const texts: TextIndex = { column: 'c.search_text', table: 'certificates_text' }
const grams: TextIndex = { column: 'c.search_grams', table: 'certificates_grams' }
const serials: TextIndex = { column: 'c.serial_number', table: 'certificates_serial' }

/**
 * Whether a name, in the form of searchText, holds `needle`. Of one or two characters only the beginning of a word counts,
 * unless one is not ASCII.
 */
export function namesHold(engine: Engine, needle: string): IndexedText {
  const gram = searchGramOf(needle)
  return gram === null ? holdsText(engine, texts, needle) : holdsWord(engine, grams, gram)
}

/** Whether the serial holds these lower-case hex digits, anywhere or at its end. */
export function serialsHold(engine: Engine, hex: string, at: 'anywhere' | 'end'): IndexedText {
  return holdsHex(engine, serials, hex, at)
}

function numbersWhere(holds: Expression<SqlBool>): RawBuilder<{ number: number }> {
  return sql<{ number: number }>`select c.number from certificates as c where ${holds}`
}

function termConditions(engine: Engine, term: SearchTerm): IndexedText[] {
  switch (term.field) {
    case 'text':
      return [namesHold(engine, term.text)]
    case 'identifier':
      return [{ holds: isIn(sql.ref('c.identifier'), term.values) }]
    case 'serial':
      return term.at === 'anywhere' ? [serialsHold(engine, term.hex, 'anywhere')] : serialEnds(engine, term.hex)
    case 'sha256':
      return [{ holds: term.isWhole ? sql<SqlBool>`c.sha256 = ${term.hex}` : startsWithText('c.sha256', term.hex) }]
  }
}

/** The hex has lost its leading zeros, the serial may have kept one. */
function serialEnds(engine: Engine, hex: string): IndexedText[] {
  return [
    { holds: startsWithText('c.serial_number', hex) },
    { holds: startsWithText('c.serial_number', `0${hex}`) },
    serialsHold(engine, hex, 'end'),
  ]
}
