'use client'
import { useLocale, useTranslations } from 'next-intl'
import { classNames } from '#components/ui/class-names.ts'
import { formatTotal } from '#lib/core/format.ts'
import type { SearchQuery, SearchTerm } from '#lib/certificates/search-query.ts'
import type { Found } from './found.ts'

/** How many match, and as what the box was understood. Read out when it changes. */
export function FoundCount({
  found: { count, isOvertaken },
  isNarrowed,
  understood,
}: {
  found: Found
  isNarrowed: boolean
  understood: SearchQuery
}) {
  const t = useTranslations('certificates.found')
  const kinds = useKinds(understood)
  return (
    <span role="status" className="text-ink-3">
      <span
        className={classNames('font-semibold text-ink', isOvertaken && 'overtaken')}
        aria-hidden={isOvertaken || undefined}
      >
        {count === undefined
          ? null
          : t(isNarrowed ? 'matching' : 'all', { count: count.total, total: formatTotal(count) })}
      </span>
      {understood.kind === 'too_short' ? (
        <span className="ml-2">{t('tooShort', { count: understood.minLength })}</span>
      ) : null}
      {kinds === null ? null : <span className="ml-2">{t('as', { kinds })}</span>}
      {understood.kind === 'terms' && understood.terms.some(findsBeginnings) ? (
        <span className="ml-2">{t('beginnings')}</span>
      ) : null}
    </span>
  )
}

/** `serial, SHA-256 or text`, each kind once, however many texts there are; null where there is nothing to say. */
function useKinds(understood: SearchQuery): string | null {
  const t = useTranslations('certificates.found.kind')
  const list = new Intl.ListFormat(useLocale(), { type: 'disjunction' })
  if (understood.kind === 'pem' || understood.kind === 'printed') return t(understood.kind)
  if (understood.kind !== 'terms') return null
  return list.format(new Set(toldTerms(understood.terms).map(({ field }) => t(field))))
}

/** Of two letters only the beginning of a word counts (repository.search.ts); nobody should take that for all. */
function findsBeginnings(term: SearchTerm): boolean {
  return term.field === 'text' && /^[\u0000-\u007f]{1,2}$/.test(term.text)
}

/** Any word of eight letters could be an Identifier; it is only told where it looks like one. */
function toldTerms(terms: readonly SearchTerm[]): readonly SearchTerm[] {
  return terms.filter(
    (term) => term.field !== 'identifier' || term.values.some((value) => /^[0-9a-f-]{16,}$/i.test(value)),
  )
}
