import { useTranslations } from 'next-intl'
import { AccessRefusal } from '#components/shell/states/access-refusal.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import type { Role } from '#lib/auth/roles.ts'
import { paths } from '#lib/core/paths.ts'
import type { AccessError } from '#lib/service/server/verb.ts'

/** No receipt under this address: there is none, or the reader may not see it. */
export function OperationFailure({
  error,
  role,
  id,
}: {
  /** Null for a reader without a session. */
  error: AccessError | { code: 'not_found' } | null
  role: Role | null
  id: string
}) {
  const t = useTranslations('operations.unknownOperation')
  if (error?.code !== 'not_found' && error?.code !== 'invalid_input') {
    return <AccessRefusal error={error ?? { code: 'unauthenticated' }} role={role} here={`${paths.operations}/${id}`} />
  }
  return (
    <PageState level="h1" heading={t('heading')} actions={<ButtonLink href={paths.operations}>{t('list')}</ButtonLink>}>
      <p>{t('text')}</p>
    </PageState>
  )
}
