import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import type { AuditPageRequest } from '#lib/audit/filter.ts'
import { can, type Role } from '#lib/auth/roles.ts'
import { auditExportHref, exportFormats } from './audit-address.ts'
import { useHolders } from './holders.ts'
import { PackExport, type PackOffer } from './pack-export.tsx'

/**
 * The same records as a file; CSV and its proof go up to the same record, `head`. The pack of evidence is of a time.
 * Whoever may not sees the buttons off, with who may.
 */
export function AuditExports({
  filter,
  head,
  pack,
  role,
}: {
  filter: AuditPageRequest
  /** Null while it is not known: the buttons are not for use then. */
  head: number | null
  pack: PackOffer
  role: Role | null
}) {
  const t = useTranslations('audit.export')
  const holders = useHolders('audit.export')
  if (role === null || !can(role, 'audit.export')) {
    return [...exportFormats, 'pack' as const].map((format) => (
      <Button key={format} icon="export" unavailable={t('forbidden', { roles: holders })}>
        {t(format)}
      </Button>
    ))
  }
  return (
    <>
      {exportFormats.map((format) => (
        <ButtonLink key={format} icon="export" href={auditExportHref(filter, format, head)} download>
          {t(format)}
        </ButtonLink>
      ))}
      <PackExport offer={pack} />
    </>
  )
}
