import { useTranslations } from 'next-intl'
import { FilteredEmpty } from '#components/shell/states/filtered-empty.tsx'
import type { AuditRemoval } from '#lib/audit/server/removal.ts'
import { paths } from '#lib/core/paths.ts'
import { auditHref } from './audit-address.ts'
import { AuditConditionChip } from './audit-chips.tsx'

/** No record matches. A log without conditions always has one: the start of the console. */
export function NoRecords({ removal }: { removal: AuditRemoval | null }) {
  const t = useTranslations('audit')
  return (
    <FilteredEmpty
      heading={t('filtered')}
      clearHref={paths.audit}
      {...(removal !== null && {
        condition: <AuditConditionChip condition={removal.condition} />,
        count: removal.count,
        isLowerBound: removal.isLowerBound,
        removeHref: auditHref(removal.condition.without),
      })}
    />
  )
}
