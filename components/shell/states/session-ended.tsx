'use client'
import { useTranslations } from 'next-intl'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import { paths } from '#lib/core/paths.ts'

/** The session is over, and nothing could be read. The sign-in page leads back to `here`. */
export function SessionEnded({ here }: { here: string }) {
  const t = useTranslations('states.session')
  return (
    <PageState
      live="alert"
      heading={t('heading')}
      actions={<ButtonLink href={`${paths.signIn}?next=${encodeURIComponent(here)}`}>{t('signIn')}</ButtonLink>}
    >
      <p>{t('text')}</p>
    </PageState>
  )
}
