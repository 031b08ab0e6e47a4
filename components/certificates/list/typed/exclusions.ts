import { filterOfQuery, type NamedCa } from '#lib/certificates/query/filter-query.ts'
import type { QueryNode } from '#lib/certificates/query/query.ts'
import { topTerms } from '#lib/certificates/query/top-terms.ts'

/** Fields whose values are ticked. */
export type ChoiceField = 'status' | 'type' | 'ca' | 'algorithm'
/** Fields that a certificate has or lacks; ticked is `none`. */
export type FlagField = 'crl' | 'replacement' | 'operation'
export type Choice = { readonly field: ChoiceField; readonly value: string } | { readonly field: FlagField }
export type Stance = 'included' | 'excluded' | 'open'

/** The choices that the text alone can say. */
export type Excluded = Readonly<Partial<Record<ChoiceField, readonly string[]>>> & {
  readonly flags: Readonly<Partial<Record<FlagField, Stance>>>
}

export function excludedIn(node: QueryNode | null, cas: readonly NamedCa[]): Excluded {
  const excluded: Partial<Record<ChoiceField, readonly string[]>> = {}
  const flags: Partial<Record<FlagField, Stance>> = {}
  for (const term of topTerms(node)) {
    const flag = flagOf(term)
    const exclusion = exclusionOf(term, cas)
    if (flag !== null) flags[flag.field] = flag.stance
    if (exclusion !== null) {
      excluded[exclusion.field] = [...(excluded[exclusion.field] ?? []), ...exclusion.values]
    }
  }
  return { ...excluded, flags }
}

/** `crl:none`, and turned away `-crl:none` or `crl:yes`. */
export function flagOf(term: QueryNode): { field: FlagField; stance: Stance } | null {
  const isTurned = term.kind === 'not'
  const inner = isTurned ? term.part : term
  if (inner.kind !== 'term' || !('is' in inner.condition)) return null
  const { field, is } = inner.condition
  // No filter counts what people have written.
  if (field === 'owner' || field === 'tag') return null
  return { field, stance: (is === 'none') === isTurned ? 'excluded' : 'included' }
}

/** The values that a term turns away: `-type:server`. Null for any other term. */
export function exclusionOf(
  term: QueryNode,
  cas: readonly NamedCa[],
): { field: ChoiceField; values: readonly string[] } | null {
  if (term.kind !== 'not' || term.part.kind !== 'term' || !('values' in term.part.condition)) return null
  const { field } = term.part.condition
  const values = filterOfQuery(term.part, { cas }).filter[field]
  return values === undefined ? null : { field, values }
}
