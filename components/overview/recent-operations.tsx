'use client'
import { useTranslations } from 'next-intl'
import { OperationRow, OperationTableFrame } from '#components/operations/operation-table.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { paths } from '#lib/core/paths.ts'
import type { OperationSummary } from '#lib/operations/operation.ts'

export function RecentOperations({
  operations,
  renderedAt,
}: {
  operations: readonly OperationSummary[]
  renderedAt: number
}) {
  const t = useTranslations('overview.recent')
  return (
    <section aria-labelledby="recent" className="pt-4">
      <div className="flex items-baseline px-5 pb-1.75 max-rail:px-4">
        <h2 id="recent" className="text-section">
          {t('title')}
        </h2>
        <div className="ml-auto text-small">
          <TextLink href={paths.operations}>{t('all')}</TextLink>
        </div>
      </div>
      {operations.length === 0 ? (
        <p className="border-t border-line px-5 py-3 text-ink-2 max-rail:px-4">{t('none')}</p>
      ) : (
        <OperationTableFrame label={t('title')}>
          {operations.map((operation) => (
            <OperationRow key={operation.id} operation={operation} renderedAt={renderedAt} />
          ))}
        </OperationTableFrame>
      )}
    </section>
  )
}
