import { useTranslations } from 'next-intl'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import { paths } from '#lib/core/paths.ts'

/** Nobody knows a certificate with this Identifier: neither the vendor, nor a tombstone here. */
export function UnknownCertificate() {
  const t = useTranslations('certificate.notFound')
  return (
    <PageState
      level="h1"
      heading={t('heading')}
      actions={<ButtonLink href={paths.certificates}>{t('search')}</ButtonLink>}
    >
      <p>{t('text')}</p>
    </PageState>
  )
}
