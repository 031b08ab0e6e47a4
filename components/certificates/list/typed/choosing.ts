import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { writableName } from '#lib/certificates/query/completions.ts'
import type { NamedCa } from '#lib/certificates/query/filter-query.ts'
import { formatQuery } from '#lib/certificates/query/format.ts'
import { parseQuery } from '#lib/certificates/query/parse.ts'
import type { QueryCondition, QueryNode } from '#lib/certificates/query/query.ts'
import { notOf, termOf, topTerms, withoutTerm, withTerm } from '#lib/certificates/query/top-terms.ts'
import { changed, toggled } from '../address.ts'
import { exclusionOf, flagOf, type Choice, type ChoiceField, type FlagField, type Stance } from './exclusions.ts'
import { readingOf } from './reading.ts'

// The values of facets, ticked and turned away. What is turned away stands in the text: no parameter says it.

/** The list with a value ticked, or no longer ticked; what is ticked is not excluded. */
export function including(filter: CertificateFilter, choice: Choice, cas: readonly NamedCa[]): CertificateFilter {
  const { settled } = readingOf(filter, cas)
  if (!('value' in choice)) return withFlag(settled, choice.field, 'included')
  return tick(withoutExclusion(settled, choice, cas), choice)
}

type ValueChoice = Extract<Choice, { value: string }>

function tick(filter: CertificateFilter, { field, value }: ValueChoice): CertificateFilter {
  return changed(filter, { [field]: toggled<string>(filter[field], value) })
}

/** The list with a value turned away, or no longer turned away; what is excluded is not ticked. */
export function excluding(filter: CertificateFilter, choice: Choice, cas: readonly NamedCa[]): CertificateFilter {
  const { settled, excluded } = readingOf(filter, cas)
  if (!('value' in choice)) return withFlag(settled, choice.field, 'excluded')
  const { field, value } = choice
  if (excluded[field]?.includes(value) === true) return withoutExclusion(settled, choice, cas)
  const isTicked = settled[field]?.some((one) => one === value) === true
  return withExclusion(isTicked ? tick(settled, choice) : settled, field, [value], cas)
}

/** The flag as asked for; asked for again, no longer. */
function withFlag(filter: CertificateFilter, field: FlagField, stance: Stance): CertificateFilter {
  const node = nodeOf(filter)
  if (node === undefined) return filter
  const stood = topTerms(node)
    .map(flagOf)
    .findLast((flag) => flag?.field === field)?.stance
  let rest: QueryNode | null = node
  for (let at = topTerms(node).length - 1; at >= 0; at--) {
    const term = topTerms(rest)[at]
    if (term !== undefined && flagOf(term)?.field === field) rest = withoutTerm(rest, at)
  }
  const condition: QueryCondition = { field, is: stance === 'included' ? 'none' : 'some' }
  return changed(filter, { q: formatQuery(stood === stance ? rest : withTerm(rest, termOf(condition))) })
}

function withExclusion(
  filter: CertificateFilter,
  field: ChoiceField,
  values: readonly string[],
  cas: readonly NamedCa[],
): CertificateFilter {
  const node = nodeOf(filter)
  if (node === undefined) return filter
  const named = (value: string) =>
    cas.find(({ identifier }) => identifier === value) ?? { identifier: value, name: null }
  const written = field === 'ca' ? values.map((value) => writableName(named(value), cas)) : values
  // The values are the facets' own: each is one of its field.
  const term = termOf({ field, values: [...written] } as QueryCondition)
  return changed(filter, { q: formatQuery(withTerm(node, notOf(term))) })
}

/** Every term that turns the value away without it. */
function withoutExclusion(
  filter: CertificateFilter,
  { field, value }: ValueChoice,
  cas: readonly NamedCa[],
): CertificateFilter {
  const node = nodeOf(filter) ?? null
  const terms = topTerms(node)
  const at = terms.findIndex((term) => {
    const exclusion = exclusionOf(term, cas)
    return exclusion?.field === field && exclusion.values.includes(value)
  })
  const term = terms[at]
  if (term === undefined) return filter
  const others = exclusionOf(term, cas)?.values.filter((one) => one !== value) ?? []
  const rest = changed(filter, { q: formatQuery(withoutTerm(node, at)) })
  const left = others.length === 0 ? rest : withExclusion(rest, field, others, cas)
  return withoutExclusion(left, { field, value }, cas)
}

/** Undefined where the text does not parse. */
function nodeOf(filter: CertificateFilter): QueryNode | null | undefined {
  const read = parseQuery(filter.q ?? '')
  return read.ok ? read.value : undefined
}
