import { getTranslations } from 'next-intl/server'
import { ClientMessages } from '#components/shell/client-messages.tsx'
import { PageHead } from '#components/ui/page-head.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'
import { AuditFilterBar } from './audit-filter-bar.tsx'
import { auditColumns, AuditTableFrame } from './audit-table.tsx'

/** The log while it is read: head, filter and column heads are real at once, rows have their final height. */
export async function AuditSkeleton() {
  const t = await getTranslations('audit')
  return (
    <ClientMessages namespaces={['audit']}>
      <PageHead title={t('title')} />
      <p className="mb-3 h-10.5 border-y border-line bg-ground" />
      <AuditFilterBar filter={{}} />
      <AuditTableFrame busy>
        <SkeletonRows rows={12} columns={auditColumns} />
      </AuditTableFrame>
    </ClientMessages>
  )
}
