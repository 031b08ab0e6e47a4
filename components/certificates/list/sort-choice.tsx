'use client'
import { useTranslations } from 'next-intl'
import { DEFAULT_SORT, type CertificateFilter, type CertificateSort } from '#lib/certificates/filter.ts'
import { changed } from './address.ts'
import { columnIds, columnOf } from './columns.ts'
import { FacetGroup } from './facet-group.tsx'
import type { Go } from './use-list-address.ts'

const sortable = columnIds.flatMap((id) => {
  const { sort } = columnOf(id)
  return sort === undefined ? [] : [{ id, sort }]
})

/** By what the rows are in order, where no heads can be pressed. */
export function SortChoice({ filter, go }: { filter: CertificateFilter; go: Go }) {
  const t = useTranslations('certificates')
  return (
    <FacetGroup legend={t('facet.sortLegend')}>
      <select
        aria-label={t('facet.sortLegend')}
        value={filter.sort ?? DEFAULT_SORT}
        onChange={({ target }) => {
          const sort = target.value as CertificateSort
          go((stands) => changed(stands, { sort: sort === DEFAULT_SORT ? undefined : sort }))
        }}
        className="h-11 w-full rounded-control border border-control bg-sheet px-2.5 text-[1rem] text-ink"
      >
        {sortable.flatMap(({ id, sort }) => [
          <option key={sort} value={sort}>
            {t('facet.ascending', { column: t(`column.${id}`) })}
          </option>,
          <option key={`-${sort}`} value={`-${sort}`}>
            {t('facet.descending', { column: t(`column.${id}`) })}
          </option>,
        ])}
      </select>
    </FacetGroup>
  )
}
