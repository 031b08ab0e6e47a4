'use client'
import { useTranslations } from 'next-intl'
import { FacetChoice } from './facet-choice.tsx'
import { FacetGroup, type FacetProps } from './facet-group.tsx'

/** The keys that there are, weak ones too: what is to be replaced is found here. */
export function KeyFacet({ choices, facets }: FacetProps) {
  const t = useTranslations('certificates.facet')
  const keys = (facets?.key ?? []).map(({ algorithm, keySize, count }) => ({
    value: `${algorithm}_${String(keySize)}`,
    name: `${algorithm} ${String(keySize)}`,
    count,
  }))
  // By name, not by count: a choice must not move while others are made.
  keys.sort((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }))
  if (keys.length === 0) return null
  return (
    <FacetGroup legend={t('keyLegend')}>
      {keys.map(({ value, name, count }) => (
        <FacetChoice key={value} choices={choices} choice={{ field: 'algorithm', value }} name={name} count={count}>
          {name}
        </FacetChoice>
      ))}
    </FacetGroup>
  )
}
