import { useTranslations } from 'next-intl'
import { AccessRefusal } from '#components/shell/states/access-refusal.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { can, type Role } from '#lib/auth/roles.ts'
import { paths } from '#lib/core/paths.ts'
import type { AccessError } from '#lib/service/server/verb.ts'
import { operationsHref } from './operations-href.ts'

/** A RequestId that the console does not know, with what that may mean and where to look on. */
export function RequestFailure({
  error,
  role,
  requestId,
}: {
  /** Null for a reader without a session. */
  error: AccessError | { code: 'not_found' } | null
  role: Role | null
  requestId: string
}) {
  const t = useTranslations('operations.request')
  if (error?.code !== 'not_found' && error?.code !== 'invalid_input') {
    return <AccessRefusal error={error ?? { code: 'unauthenticated' }} role={role} here={paths.request(requestId)} />
  }
  return (
    <PageState
      level="h1"
      heading={t('heading')}
      actions={
        <>
          <ButtonLink href={operationsHref({ q: requestId })}>{t('list')}</ButtonLink>
          {role !== null && can(role, 'audit.read') ? (
            <ButtonLink look="quiet" href={paths.auditOfRequest(requestId)}>
              {t('audit')}
            </ButtonLink>
          ) : null}
        </>
      }
    >
      <p>
        <span className="text-small text-ink-3">{t('title')}</span>{' '}
        <span className="mono">
          <UntrustedText text={requestId} />
        </span>
      </p>
      <p>{t('text')}</p>
    </PageState>
  )
}
