import { useTranslations } from 'next-intl'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import { paths } from '#lib/core/paths.ts'

/** An address that leads nowhere. */
export function NothingHere() {
  const t = useTranslations('errors')
  return (
    <PageState
      level="h1"
      heading={t('notFound.heading')}
      actions={<ButtonLink href={paths.overview}>{t('home')}</ButtonLink>}
    >
      <p>{t('notFound.text')}</p>
    </PageState>
  )
}
