'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { StaleList } from '#components/shell/states/stale-notice.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { formatTotal } from '#lib/core/format.ts'
import { operationListOptions } from '#lib/operations/queries.ts'
import { openStates } from '#lib/operations/state.ts'
import { openOperations } from './list-filters.ts'
import { OperationRow, OperationTableFrame } from './operation-table.tsx'
import { operationsHref } from './operations-href.ts'

/** Before everything else: what waits for a person, then what is being read back, then what is under way. */
export function OpenOperations({ renderedAt }: { renderedAt: number }) {
  const t = useTranslations('operations.attention')
  const { data, error } = useQuery(operationListOptions(openOperations))
  const stale =
    error === null ? null : <StaleList error={error} answeredAt={data?.answeredAt ?? null} renderedAt={renderedAt} />
  if (data === undefined) return stale
  if (data.items.length === 0) {
    return (
      <>
        {stale}
        <p className="px-5 pb-2 text-small text-ink-3 max-rail:px-4">{t('none')}</p>
      </>
    )
  }
  return (
    <section aria-labelledby="open-operations" className="mb-5">
      <div className="flex items-baseline gap-2.5 border-b border-line-2 px-5 pb-1.75 max-rail:px-4">
        <h2 id="open-operations" className="text-section">
          {t('title')}
        </h2>
        <span className="text-small text-ink-3">{t('counted', { count: data.total, total: formatTotal(data) })}</span>
        {data.total > data.items.length ? (
          <span className="ml-auto text-small">
            <TextLink href={operationsHref({ state: [...openStates] })}>
              {t('all', { total: formatTotal(data) })}
            </TextLink>
          </span>
        ) : null}
      </div>
      {stale}
      <OperationTableFrame label={t('title')}>
        {data.items.map((operation) => (
          <OperationRow key={operation.id} operation={operation} renderedAt={renderedAt} />
        ))}
      </OperationTableFrame>
    </section>
  )
}
