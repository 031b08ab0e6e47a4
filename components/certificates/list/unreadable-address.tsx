import { useTranslations } from 'next-intl'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { parseQuery } from '#lib/certificates/query/parse.ts'
import { paths } from '#lib/core/paths.ts'
import { UnreadableQuery } from './unreadable-query.tsx'

/** The address holds a condition, an order or a page that the list does not know. */
export function UnreadableAddress({ filter }: { filter: CertificateFilter }) {
  const t = useTranslations('certificates.failure.address')
  const read = parseQuery(filter.q ?? '')
  if (!read.ok) return <UnreadableQuery level="h1" filter={filter} error={read.error} />
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
