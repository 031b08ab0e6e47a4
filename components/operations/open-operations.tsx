'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { StaleList } from '#components/shell/states/stale-notice.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { formatTotal } from '#lib/core/format.ts'
import { operationListOptions } from '#lib/operations/queries.ts'
import { attentionStates, nextScheduled, openOperations } from './list-filters.ts'
import { OperationRow, OperationTableFrame } from './operation-table.tsx'
import { operationsHref } from './operations-href.ts'

/**
 * Before everything else: what waits for a person, then what is being read back, then what is under way, and behind it
 * the next of what is scheduled, which needs nobody.
 */
export function OpenOperations({ renderedAt }: { renderedAt: number }) {
  const t = useTranslations('operations.attention')
  const { data: open, error } = useQuery(operationListOptions(openOperations))
  const { data: scheduled } = useQuery(operationListOptions(nextScheduled))
  const stale =
    error === null ? null : <StaleList error={error} answeredAt={open?.answeredAt ?? null} renderedAt={renderedAt} />
  if (open === undefined) return stale
  const waiting = scheduled?.items ?? []
  if (open.items.length + waiting.length === 0) {
    return (
      <>
        {stale}
        <p className="px-5 pb-2 text-small text-ink-3 max-rail:px-4">{t('none')}</p>
      </>
    )
  }
  return (
    <section aria-labelledby="open-operations" className="mb-5">
      <div className="flex flex-wrap items-baseline gap-x-2.5 border-b border-line-2 px-5 pb-1.75 max-rail:px-4">
        <h2 id="open-operations" className="text-section">
          {t('title')}
        </h2>
        {open.total === 0 ? null : (
          <span className="text-small text-ink-3">{t('counted', { count: open.total, total: formatTotal(open) })}</span>
        )}
        {scheduled === undefined || scheduled.total === 0 ? null : (
          <span className="text-small text-ink-3">{t('countedScheduled', { total: formatTotal(scheduled) })}</span>
        )}
        <span className="ml-auto flex gap-x-4 text-small">
          {open.total > open.items.length ? (
            <TextLink href={operationsHref({ state: [...attentionStates] })}>
              {t('all', { total: formatTotal(open) })}
            </TextLink>
          ) : null}
          {scheduled !== undefined && scheduled.total > waiting.length ? (
            <TextLink href={operationsHref({ state: ['scheduled'] })}>
              {t('allScheduled', { total: formatTotal(scheduled) })}
            </TextLink>
          ) : null}
        </span>
      </div>
      {stale}
      <OperationTableFrame label={t('title')}>
        {[...open.items, ...waiting].map((operation) => (
          <OperationRow key={operation.id} operation={operation} renderedAt={renderedAt} />
        ))}
      </OperationTableFrame>
    </section>
  )
}
