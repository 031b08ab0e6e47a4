import { getTranslations } from 'next-intl/server'
import { ClientMessages } from '#components/shell/client-messages.tsx'
import { PageHead } from '#components/ui/page-head.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'
import { OperationFilterBar } from './operation-filter-bar.tsx'
import { operationColumns } from './operation-columns.ts'
import { OperationTableFrame } from './operation-table.tsx'

/** The list while it is read: head, filter and column heads are real at once, rows have their final height. */
export async function OperationListSkeleton() {
  const t = await getTranslations('operations')
  return (
    <ClientMessages namespaces={['operations']}>
      <PageHead title={t('title')} />
      <p className="h-6.25" />
      {/* What is asked for is not known here: nobody may change it yet. */}
      <div inert className="contents">
        <OperationFilterBar filter={{}} />
      </div>
      <OperationTableFrame label={t('log.label')} busy>
        <SkeletonRows rows={12} columns={operationColumns} />
      </OperationTableFrame>
    </ClientMessages>
  )
}
