import { getTranslations } from 'next-intl/server'
import { ClientMessages } from '#components/shell/client-messages.tsx'
import { PageHead } from '#components/ui/page-head.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'
import type { Role } from '#lib/auth/roles.ts'
import { AuditExports } from './audit-exports.tsx'
import { AuditFilterBar } from './audit-filter-bar.tsx'
import { auditColumns, AuditTableFrame } from './audit-table.tsx'
import { PackWords } from './pack-export.tsx'
import { VerifyBar } from './verify-bar.tsx'

/** The log while it is read: head, filter and column heads are real at once, rows have their final height. */
export async function AuditSkeleton({ role }: { role: Role | null }) {
  const t = await getTranslations('audit')
  return (
    <ClientMessages namespaces={['audit']}>
      <PageHead title={t('title')}>
        <div inert className="contents">
          <AuditExports filter={{}} head={null} pack="both" role={role} />
        </div>
      </PageHead>
      <PackWords offer="both" role={role} />
      <VerifyBar role={role} />
      {/* What is asked for is not known here: nobody may change it yet. */}
      <div inert className="contents">
        <AuditFilterBar filter={{}} />
      </div>
      <AuditTableFrame busy>
        <SkeletonRows rows={12} columns={auditColumns} />
      </AuditTableFrame>
    </ClientMessages>
  )
}
