import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import type { AuditPageRequest } from '#lib/audit/filter.ts'
import { can, type Role } from '#lib/auth/roles.ts'
import { auditExportHref, exportFormats } from './audit-address.ts'
import { useHolders } from './holders.ts'

/**
 * The same records as a file; CSV and its proof go up to the same record, `head`. Whoever may not sees the buttons off,
 * with who may.
 */
export function AuditExports({
  filter,
  head,
  role,
}: {
  filter: AuditPageRequest
  /** Null while it is not known: the buttons are not for use then. */
  head: number | null
  role: Role | null
}) {
  const t = useTranslations('audit.export')
  const holders = useHolders('audit.export')
  const isAllowed = role !== null && can(role, 'audit.export')
  return exportFormats.map((format) =>
    isAllowed ? (
      <ButtonLink key={format} icon="export" href={auditExportHref(filter, format, head)} download>
        {t(format)}
      </ButtonLink>
    ) : (
      <Button key={format} icon="export" unavailable={t('forbidden', { roles: holders })}>
        {t(format)}
      </Button>
    ),
  )
}
