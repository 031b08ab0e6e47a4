'use client'
import { useTranslations } from 'next-intl'
import { FacetChoice } from './facet-choice.tsx'
import { FacetGroup, type FacetProps } from './facet-group.tsx'

const lacks = [
  ['crl', 'noCrl'],
  ['replacement', 'noReplacement'],
  ['operation', 'noOperation'],
] as const

/** What a certificate should have and has not. */
export function LackFacet({ choices, facets }: FacetProps) {
  const t = useTranslations('query.lack')
  return (
    <FacetGroup legend={t('legend')}>
      {lacks.map(([field, flag]) => (
        <FacetChoice key={field} choices={choices} choice={{ field }} name={t(field)} count={facets?.flags[flag]}>
          {t(field)}
        </FacetChoice>
      ))}
    </FacetGroup>
  )
}
