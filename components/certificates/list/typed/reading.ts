import { ok, type Result } from '#lib/core/result.ts'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { splitTyped, type NamedCa } from '#lib/certificates/query/filter-query.ts'
import { formatQuery } from '#lib/certificates/query/format.ts'
import { isOneText } from '#lib/certificates/query/one-text.ts'
import { joined } from '#lib/certificates/query/joined.ts'
import { parseQuery } from '#lib/certificates/query/parse.ts'
import type { QueryError, QueryNode } from '#lib/certificates/query/query.ts'
import { termOf, topTerms, withoutTerm } from '#lib/certificates/query/top-terms.ts'
import { understandSearch, type SearchQuery } from '#lib/certificates/search-query.ts'
import { changed } from '../address.ts'
import { excludedIn, type Excluded } from './exclusions.ts'

export type Reading = {
  /** The filter with what can stand in parameters moved there, typed or ticked: what the facets show. */
  readonly settled: CertificateFilter
  readonly excluded: Excluded
  /** The conditions of the text that are none of parameters, each with how it is written. */
  readonly conditions: readonly { readonly node: QueryNode; readonly writing: string }[]
}

export function readingOf(filter: CertificateFilter, cas: readonly NamedCa[]): Reading {
  const { q = '', ...held } = filter
  const entering = entered(held, q, cas)
  const settled = entering.ok ? entering.value : filter
  const { q: rest = '' } = settled
  return { settled, excluded: excludedIn(nodeOf(rest), cas), conditions: conditionsIn(rest) }
}

/** What narrows by itself and is no plain text. */
export function conditionsIn(q: string): Reading['conditions'] {
  const terms = topTerms(nodeOf(q)).filter((term) => !isText(term))
  return terms.map((node) => ({ node, writing: formatQuery(node) }))
}

/** The filter once `typed` stands for its text: its conditions in parameters where they can be. */
export function entered(
  filter: CertificateFilter,
  typed: string,
  cas: readonly NamedCa[],
): Result<CertificateFilter, QueryError> {
  const { q: _, ...held } = filter
  const read = splitTyped(typed, { cas, held })
  if (!read.ok) return read
  return ok(narrowed(filter, { ...read.value.filter, q: read.value.rest }))
}

/** Another page stays where nothing is asked for that was not before. */
function narrowed(filter: CertificateFilter, change: CertificateFilter): CertificateFilter {
  const next = changed(filter, change)
  return filter.cursor === undefined ? next : { ...next, cursor: filter.cursor }
}

export function errorIn(text: string): QueryError | null {
  const read = parseQuery(text)
  return read.ok ? null : read.error
}

/** A text without a condition. */
export function isPlain(text: string): boolean {
  const read = parseQuery(text)
  return read.ok && topTerms(read.value).every(isText)
}

/** A typed query as chips and a box show it: its conditions, and the texts, as they stand where they are all of it. */
export function partsOf(q: string): { conditions: string; text: string } {
  const read = parseQuery(q)
  if (!read.ok || isPlain(q)) return { conditions: '', text: q }
  const terms = topTerms(read.value)
  return {
    conditions: formatQuery(
      joined(
        'and',
        terms.filter((term) => !isText(term)),
      ),
    ),
    text: formatQuery(joined('and', terms.filter(isText))),
  }
}

/** Both hold. What does not parse is left as it is typed. */
export function together(conditions: string, text: string): string {
  const read = parseQuery(text)
  if (conditions === '' || !read.ok) return text.trim()
  return formatQuery(joined('and', [...topTerms(nodeOf(conditions)), ...topTerms(read.value)]))
}

/** The same, with the words of each text looked for apart; null where no text has more than one. */
export function wordsApart(q: string): string | null {
  const terms = topTerms(nodeOf(q))
  const apart = terms.flatMap((term) => wordsOf(term).map((text) => termOf({ field: 'text', text })))
  if (apart.length === terms.filter(isText).length) return null
  return formatQuery(joined('and', [...terms.filter((term) => !isText(term)), ...apart]))
}

function wordsOf(node: QueryNode): string[] {
  if (node.kind !== 'term' || node.condition.field !== 'text') return []
  const { text } = node.condition
  return isOneText(text) ? [text] : text.split(/\s+/)
}

/** As what the texts of a typed query are searched for. */
export function understoodAs(typed: string): SearchQuery {
  const read = parseQuery(typed)
  if (!read.ok) return { kind: 'empty' }
  const texts = topTerms(read.value).flatMap((term) =>
    term.kind === 'term' && term.condition.field === 'text' ? [understandSearch(term.condition.text)] : [],
  )
  const [first] = texts
  if (first === undefined || texts.length === 1) return first ?? { kind: 'empty' }
  const tooShort = texts.find((text) => text.kind === 'too_short')
  return tooShort ?? { kind: 'terms', terms: texts.flatMap((text) => (text.kind === 'terms' ? text.terms : [])) }
}

/** The list without one condition of its text, the rest of it as it means. */
export function withoutTyped(filter: CertificateFilter, writing: string): CertificateFilter {
  const node = nodeOf(filter.q ?? '')
  const at = topTerms(node).findIndex((term) => formatQuery(term) === writing)
  return at === -1 ? filter : changed(filter, { q: formatQuery(withoutTerm(node, at)) })
}

function nodeOf(q: string): QueryNode | null {
  const read = parseQuery(q)
  return read.ok ? read.value : null
}

function isText(node: QueryNode): boolean {
  return node.kind === 'term' && node.condition.field === 'text'
}
