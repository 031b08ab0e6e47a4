'use client'
import { useTranslations } from 'next-intl'
import { FacetCheckbox } from '#components/ui/checkbox.tsx'
import { changed, toggled } from './address.ts'
import { countOf, FacetGroup, type FacetProps } from './facet-group.tsx'

/** The keys that there are, weak ones too: what is to be replaced is found here. */
export function KeyFacet({ filter, go, facets }: FacetProps) {
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
        <FacetCheckbox
          key={value}
          checked={filter.algorithm?.includes(value) ?? false}
          onChange={() => go(changed(filter, { algorithm: toggled(filter.algorithm, value) }))}
          {...countOf(count)}
        >
          {name}
        </FacetCheckbox>
      ))}
    </FacetGroup>
  )
}
