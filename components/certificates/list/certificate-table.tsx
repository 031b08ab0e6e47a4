import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { NowHead } from '#components/ui/interval-strip.tsx'
import { ColumnHead, Table } from '#components/ui/table.tsx'
import type { CertificateFilter, CertificateSortField } from '#lib/certificates/filter.ts'
import type { CertificateFacets } from '#lib/certificates/schema.ts'
import { sortingBy } from './address.ts'
import { axisEnds, axisOf } from './axis.ts'

/**
 * The table's frame and heads; `children` are its rows. The widths belong to the columns and never to their content:
 * with a fixed layout nothing moves when rows come. From 1760 the name stops growing and the strip takes the rest; where
 * the table is narrow type, CA and strip are left out, in this order. `now` is epoch ms.
 */
export function CertificateTable({
  filter,
  validity,
  now,
  isBusy,
  children,
}: {
  filter: CertificateFilter
  validity: CertificateFacets['validity'] | undefined
  now: number
  isBusy: boolean
  children: ReactNode
}) {
  const t = useTranslations('certificates')
  const axis = axisOf(validity, now)
  const sortable = (field: CertificateSortField) => sortingBy(filter, field)
  return (
    <Table label={t('title')} busy={isBusy} axis={axis} stacks>
      <thead>
        <tr role="row">
          <ColumnHead {...sortable('common_name')} className="wide:w-105">
            {t('column.name')}
          </ColumnHead>
          <ColumnHead {...sortable('type')} from={980} className="w-17">
            {t('column.type')}
          </ColumnHead>
          <ColumnHead {...sortable('ca')} from={900} className="w-29">
            {t('column.ca')}
          </ColumnHead>
          <ColumnHead {...sortable('serial')} className="w-30">
            {t('column.serial')}
          </ColumnHead>
          <ColumnHead className="w-42">{t('column.status')}</ColumnHead>
          <NowHead
            axis={axis}
            now={t('now')}
            label={t('column.validity')}
            ends={axisEnds(axis)}
            from={780}
            className="w-35.5 wide:w-auto"
          />
          <ColumnHead {...sortable('not_after')} align="right" className="w-25">
            {t('column.expires')}
          </ColumnHead>
          <ColumnHead align="right" className="w-23">
            <span className="sr-only">{t('column.action')}</span>
          </ColumnHead>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </Table>
  )
}
