'use client'
import { useTranslations } from 'next-intl'
import { FacetChoice } from './facet-choice.tsx'
import { FacetGroup, type FacetProps } from './facet-group.tsx'

/** What a certificate should have and has not. */
export function LackFacet({ choices, facets }: FacetProps) {
  const t = useTranslations('query.lack')
  return (
    <FacetGroup legend={t('legend')}>
      <FacetChoice choices={choices} choice={{ field: 'crl' }} name={t('crl')} count={facets?.flags.noCrl}>
        {t('crl')}
      </FacetChoice>
      <FacetChoice
        choices={choices}
        choice={{ field: 'replacement' }}
        name={t('replacement')}
        count={facets?.flags.noReplacement}
      >
        {t('replacement')}
      </FacetChoice>
      <FacetChoice
        choices={choices}
        choice={{ field: 'operation' }}
        name={t('operation')}
        count={facets?.flags.noOperation}
      >
        {t('operation')}
      </FacetChoice>
    </FacetGroup>
  )
}
