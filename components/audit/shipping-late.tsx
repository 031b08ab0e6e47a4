import { useTranslations } from 'next-intl'
import { AuditShipping } from '#components/settings/audit-shipping.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { ShippingStanding } from '#lib/audit/shipping.ts'

/** Where a copy is kept elsewhere that has not kept up: until it has, nothing but this store holds the last records. */
export function ShippingLate({ destinations }: { destinations: readonly ShippingStanding[] }) {
  const t = useTranslations('audit')
  const late = destinations.filter(({ isLate }) => isLate)
  if (late.length === 0) return null
  return (
    <div className="px-5 pb-3 max-rail:px-4">
      <Notice title={t('shippingLate', { count: late.length })}>
        <AuditShipping destinations={late} />
      </Notice>
    </div>
  )
}
