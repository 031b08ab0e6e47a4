import { useTranslations } from 'next-intl'
import { AccessRefusal } from '#components/shell/states/access-refusal.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import type { Role } from '#lib/auth/roles.ts'
import { paths } from '#lib/core/paths.ts'
import type { AccessError } from '#lib/service/server/verb.ts'

/** The log cannot be shown: an address that was cut or typed wrong, or a reader who may not see it. */
export function AuditFailure({
  error,
  role,
}: {
  error: AccessError | { code: 'invalid_cursor' } | { code: 'unknown_condition' }
  role: Role | null
}) {
  const t = useTranslations('audit.failure')
  switch (error.code) {
    case 'unauthenticated':
    case 'password_change_required':
    case 'forbidden':
      return <AccessRefusal error={error} role={role} here={paths.audit} />
    case 'invalid_cursor':
    case 'invalid_input':
    case 'unknown_condition':
      return (
        <PageState
          level="h1"
          live="alert"
          heading={t('heading')}
          actions={<ButtonLink href={paths.audit}>{t('clear')}</ButtonLink>}
        >
          <p>{error.code === 'invalid_cursor' ? t('cursor') : t('address')}</p>
        </PageState>
      )
  }
}
