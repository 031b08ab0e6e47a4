'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { NowHead } from '#components/ui/interval-strip.tsx'
import { ColumnHead, Table } from '#components/ui/table.tsx'
import type { CertificateFilter, CertificateSortField } from '#lib/certificates/filter.ts'
import type { CertificateFacets } from '#lib/certificates/schema.ts'
import { sortingBy } from './address.ts'
import { axisEnds, axisOf } from './axis.ts'
import { moveBetweenRows } from './keys.ts'

/**
 * The widths belong to the columns and never to their content: with a fixed layout nothing moves when rows come. From
 * 1760 the name stops growing and the strip takes the rest; below 1200 type and CA are left out, below 900 the strip.
 */
const columns = [
  '[&_th:nth-child(1)]:w-auto wide:[&_th:nth-child(1)]:w-105',
  '[&_th:nth-child(2)]:w-14.5 rail:max-side:[&_:is(th,td):nth-child(2)]:hidden',
  '[&_th:nth-child(3)]:w-25.75 rail:max-side:[&_:is(th,td):nth-child(3)]:hidden',
  '[&_th:nth-child(4)]:w-33',
  '[&_th:nth-child(5)]:w-44',
  '[&_th:nth-child(6)]:w-35.5 wide:[&_th:nth-child(6)]:w-auto rail:max-pair:[&_:is(th,td):nth-child(6)]:hidden',
  '[&_th:nth-child(7)]:w-24.5',
  '[&_th:nth-child(8)]:w-20',
].join(' ')

/** The table's frame and heads; `children` are its rows. `now` is epoch ms. */
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
  const head = (field: CertificateSortField, word: string, align?: 'right') => (
    <ColumnHead {...sortingBy(filter, field)} {...(align && { align })}>
      {word}
    </ColumnHead>
  )
  return (
    <div className={columns} onKeyDown={moveBetweenRows}>
      <Table label={t('title')} busy={isBusy} axis={axis} stacks>
        <thead>
          <tr role="row">
            {head('common_name', t('column.name'))}
            {head('type', t('column.type'))}
            {head('ca', t('column.ca'))}
            {head('serial', t('column.serial'))}
            <ColumnHead>{t('column.status')}</ColumnHead>
            <NowHead axis={axis} now={t('now')} label={t('column.validity')} ends={axisEnds(axis)} />
            {head('not_after', t('column.expires'), 'right')}
            <ColumnHead align="right">
              <span className="sr-only">{t('column.action')}</span>
            </ColumnHead>
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </Table>
    </div>
  )
}
