import { useLocale, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import type { Role } from '#lib/auth/roles.ts'
import { formatCount } from '#lib/core/format.ts'
import { paths } from '#lib/core/paths.ts'

/** Which right is missing, who has it, and the number under which the attempt is on record. Never a bare 403. */
export function Forbidden({
  heading,
  role,
  heldBy,
  auditSequence,
  mayReadAudit = false,
}: {
  /** What may be done and what not, in the page's own words. */
  heading?: ReactNode
  role: Role
  heldBy: readonly Role[]
  /** Null where the refusal itself could not be recorded. */
  auditSequence: number | null
  mayReadAudit?: boolean
}) {
  const t = useTranslations('states.forbidden')
  const tRole = useTranslations('shell.role')
  const list = new Intl.ListFormat(useLocale(), { type: 'disjunction' })
  return (
    <PageState
      level="h1"
      heading={heading ?? t('heading')}
      actions={mayReadAudit ? <ButtonLink href={paths.audit}>{t('view')}</ButtonLink> : undefined}
    >
      <p>
        {t('roles', { role: tRole(role), roles: list.format(heldBy.map((holder) => tRole(holder))) })}{' '}
        {auditSequence === null ? null : t('recorded', { sequence: formatCount(auditSequence) })}
      </p>
    </PageState>
  )
}
