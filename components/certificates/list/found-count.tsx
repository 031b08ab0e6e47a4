'use client'
import { useLocale, useTranslations } from 'next-intl'
import { formatTotal } from '#lib/core/format.ts'
import type { CertificateList } from '#lib/certificates/schema.ts'
import type { SearchQuery, SearchTerm } from '#lib/certificates/search-query.ts'

/** How many match, and as what the box was understood. Read out when it changes. */
export function FoundCount({
  list,
  isNarrowed,
  understood,
}: {
  list: CertificateList | undefined
  isNarrowed: boolean
  understood: SearchQuery
}) {
  const t = useTranslations('certificates.found')
  const kinds = useKinds(understood)
  return (
    <span role="status" className="text-ink-3">
      <span className="font-semibold text-ink">
        {list === undefined
          ? null
          : t(isNarrowed ? 'matching' : 'all', { count: list.total, total: formatTotal(list) })}
      </span>
      {understood.kind === 'too_short' ? (
        <span className="ml-2">{t('tooShort', { count: understood.minLength })}</span>
      ) : null}
      {kinds === null ? null : <span className="ml-2">{t('as', { kinds })}</span>}
    </span>
  )
}

/** `serial, SHA-256 or text`; null where there is nothing to say. */
function useKinds(understood: SearchQuery): string | null {
  const t = useTranslations('certificates.found.kind')
  const list = new Intl.ListFormat(useLocale(), { type: 'disjunction' })
  if (understood.kind === 'pem') return t('pem')
  if (understood.kind !== 'terms') return null
  return list.format(toldTerms(understood.terms).map(({ field }) => t(field)))
}

/** Any word of eight letters could be an Identifier; it is only told where it looks like one. */
function toldTerms(terms: readonly SearchTerm[]): readonly SearchTerm[] {
  return terms.filter(
    (term) => term.field !== 'identifier' || term.values.some((value) => /^[0-9a-f-]{16,}$/i.test(value)),
  )
}
