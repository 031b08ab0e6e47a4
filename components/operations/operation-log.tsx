'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { StaleList } from '#components/shell/states/stale-notice.tsx'
import { Pagination } from '#components/ui/pagination.tsx'
import type { OperationFilter } from '#lib/operations/operation.ts'
import { operationListOptions } from '#lib/operations/queries.ts'
import { OperationRow, OperationTableFrame } from './operation-table.tsx'
import { operationsHref } from './operations-href.ts'

/** Every write, newest first. `whenEmpty` is the page's statement for a list without rows. */
export function OperationLog({
  filter,
  renderedAt,
  whenEmpty,
}: {
  filter: OperationFilter
  renderedAt: number
  whenEmpty: ReactNode
}) {
  const t = useTranslations('operations.log')
  const { data, error } = useQuery(operationListOptions(filter))
  const stale =
    error === null ? null : <StaleList error={error} answeredAt={data?.answeredAt ?? null} renderedAt={renderedAt} />
  if (data === undefined) return stale
  const { items, nextCursor, previousCursor } = data
  if (items.length === 0) {
    return (
      <>
        {stale}
        {whenEmpty}
      </>
    )
  }
  const at = (cursor: string | null) => (cursor === null ? null : operationsHref({ ...filter, cursor }))
  return (
    <>
      {stale}
      <OperationTableFrame label={t('label')}>
        {items.map((operation) => (
          <OperationRow key={operation.id} operation={operation} renderedAt={renderedAt} />
        ))}
      </OperationTableFrame>
      <Pagination
        summary={t('shown', { count: items.length })}
        previousHref={at(previousCursor)}
        nextHref={at(nextCursor)}
      />
    </>
  )
}
