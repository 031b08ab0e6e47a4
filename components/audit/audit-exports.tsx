import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import type { AuditPageRequest } from '#lib/audit/filter.ts'
import { can, type Role } from '#lib/auth/roles.ts'
import { auditExportHref } from './audit-address.ts'
import { useHolders } from './holders.ts'

/** The same records as a file. Whoever may not sees the buttons off, with who may. */
export function AuditExports({ filter, role }: { filter: AuditPageRequest; role: Role | null }) {
  const t = useTranslations('audit.export')
  const holders = useHolders('audit.export')
  const isAllowed = role !== null && can(role, 'audit.export')
  return (['jsonl', 'csv'] as const).map((format) =>
    isAllowed ? (
      <ButtonLink key={format} icon="export" href={auditExportHref(filter, format)} download>
        {t(format)}
      </ButtonLink>
    ) : (
      <Button key={format} icon="export" unavailable={t('forbidden', { roles: holders })}>
        {t(format)}
      </Button>
    ),
  )
}
