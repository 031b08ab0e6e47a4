import { useTranslations } from 'next-intl'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import { paths } from '#lib/core/paths.ts'

/** The address holds a condition, an order or a page that the list does not know. */
export function UnreadableAddress() {
  const t = useTranslations('certificates.failure.address')
  return (
    <PageState
      level="h1"
      heading={t('heading')}
      actions={<ButtonLink href={paths.certificates}>{t('whole')}</ButtonLink>}
    >
      <p>{t('text')}</p>
    </PageState>
  )
}
