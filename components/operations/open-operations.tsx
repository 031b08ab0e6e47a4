'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { OperationSummary } from '#lib/operations/operation.ts'
import { operationListOptions } from '#lib/operations/queries.ts'
import { openOperations } from './list-filters.ts'
import { OperationRow, OperationTableFrame } from './operation-table.tsx'

/** Before everything else: what waits for a person, then what is being read back, then what is under way. */
export function OpenOperations({ renderedAt }: { renderedAt: number }) {
  const t = useTranslations('operations.attention')
  const { data } = useQuery(operationListOptions(openOperations))
  const items = [...(data?.items ?? [])].sort(byUrgency)
  if (items.length === 0) {
    return <p className="px-5 pb-2 text-small text-ink-3 max-rail:px-4">{t('none')}</p>
  }
  return (
    <section aria-labelledby="open-operations" className="mb-5">
      <div className="flex items-baseline gap-2.5 border-b border-line-2 px-5 pb-1.75 max-rail:px-4">
        <h2 id="open-operations" className="text-section">
          {t('title')}
        </h2>
        <span className="text-small text-ink-3">{t('counted', { count: items.length })}</span>
      </div>
      <OperationTableFrame label={t('title')}>
        {items.map((operation) => (
          <OperationRow key={operation.id} operation={operation} renderedAt={renderedAt} />
        ))}
      </OperationTableFrame>
    </section>
  )
}

const urgency: Partial<Record<OperationSummary['state'], number>> = { needs_human: 0, unknown: 1, pending: 2 }

function byUrgency(one: OperationSummary, other: OperationSummary): number {
  return (urgency[one.state] ?? 3) - (urgency[other.state] ?? 3)
}
