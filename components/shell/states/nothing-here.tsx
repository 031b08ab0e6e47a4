import { useTranslations } from 'next-intl'
import { PageState } from '#components/ui/page-state.tsx'
import { WayHome } from './way-home.tsx'

/** An address that leads nowhere. */
export function NothingHere() {
  const t = useTranslations('errors')
  const home = useTranslations('failure')('home')
  return (
    <PageState level="h1" heading={t('notFound.heading')} actions={<WayHome label={home} />}>
      <p>{t('notFound.text')}</p>
    </PageState>
  )
}
