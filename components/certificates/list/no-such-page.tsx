import { useTranslations } from 'next-intl'
import type { ComponentProps } from 'react'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { listHref } from './address.ts'

/** The page that the address means is one of another list, or of none. */
export function NoSuchPage({
  filter,
  ...place
}: Pick<ComponentProps<typeof PageState>, 'level' | 'live'> & { filter: CertificateFilter }) {
  const t = useTranslations('certificates.failure.address')
  return (
    <PageState
      {...place}
      heading={t('heading')}
      actions={<ButtonLink href={listHref({ ...filter, cursor: '' })}>{t('first')}</ButtonLink>}
    >
      <p>{t('text')}</p>
    </PageState>
  )
}
