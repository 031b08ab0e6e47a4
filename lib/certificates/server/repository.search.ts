import 'server-only'
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { searchGramOf } from '#lib/core/search-grams.ts'
import { isAmong } from '#lib/db/server/access-path.ts'
import type { Engine } from '#lib/db/server/database.ts'
import { startsWithText } from '#lib/db/server/text.ts'
import { holdsHex, holdsText, holdsWord, type IndexedText, type TextIndex } from '#lib/db/server/text-index.ts'
import { understandSearch, type PrintedTerm, type SearchTerm } from '../search-query.ts'
import { isIn } from './repository.conditions.ts'
import { eitherPart, indexedPart, nothing, textPart, type QueryPart } from './repository.part.ts'

/** What a text that is searched for finds. */
export function searchPart(engine: Engine, raw: string): QueryPart {
  const query = understandSearch(raw)
  switch (query.kind) {
    case 'empty':
    case 'too_short':
      return nothing()
    case 'pem': {
      const digests = query.base64.map((pem) => createHash('sha256').update(Buffer.from(pem, 'base64')).digest('hex'))
      return indexedPart(() => isIn(sql.ref('c.sha256'), digests))
    }
    case 'printed':
      return eitherPart(printedParts(query.terms))
    case 'terms':
      return eitherPart(query.terms.flatMap((term) => termParts(engine, term)))
  }
}

/** What a tool has printed may be the serials of hundreds: one condition for each column. */
function printedParts(terms: readonly PrintedTerm[]): QueryPart[] {
  const valuesOf = (field: PrintedTerm['field']) => terms.flatMap((term) => (term.field === field ? [term.hex] : []))
  const columns = [
    ['c.serial_number', valuesOf('serial').flatMap((hex) => [hex, `0${hex}`])],
    ['c.sha256', valuesOf('sha256')],
    ['c.sha1', valuesOf('sha1')],
    ['c.md5', valuesOf('md5')],
  ] as const
  return columns.flatMap(([column, values]) =>
    values.length === 0 ? [] : [indexedPart(() => isIn(sql.ref(column), values))],
  )
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

function termParts(engine: Engine, term: SearchTerm): QueryPart[] {
  switch (term.field) {
    case 'text':
      return [textPart(namesHold(engine, term.text))]
    case 'identifier':
      return [indexedPart(() => isIn(sql.ref('c.identifier'), term.values))]
    case 'request':
      return [requestPart(engine, term.values)]
    case 'serial':
      return serialParts(engine, term)
    case 'sha256':
      return [
        indexedPart(() =>
          term.isWhole ? isIn(sql.ref('c.sha256'), [term.hex]) : startsWithText('c.sha256', term.hex),
        ),
      ]
    case 'sha1':
    case 'md5':
      return [indexedPart(() => isIn(sql.ref(`c.${term.field}`), [term.hex]))]
  }
}

/** Certificates on which an operation has, or had, one of these RequestIds. */
export function requestPart(engine: Engine, requestIds: readonly string[]): QueryPart {
  const concerned = sql`select identifier from operations where request_id in (${sql.join(requestIds)})`
  return indexedPart(() => isAmong(engine, sql.ref('c.identifier'), concerned))
}

/** The hex has lost its leading zeros, the serial may have kept one. */
export function serialParts(engine: Engine, { hex, at }: Extract<SearchTerm, { field: 'serial' }>): QueryPart[] {
  switch (at) {
    case 'whole':
      return [indexedPart(() => isIn(sql.ref('c.serial_number'), [hex, `0${hex}`]))]
    case 'anywhere':
      return [textPart(serialsHold(engine, hex, 'anywhere'))]
    case 'ends':
      return [
        indexedPart(() => startsWithText('c.serial_number', hex)),
        indexedPart(() => startsWithText('c.serial_number', `0${hex}`)),
        textPart(serialsHold(engine, hex, 'end')),
      ]
  }
}
