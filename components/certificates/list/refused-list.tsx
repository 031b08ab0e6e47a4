import { useTranslations } from 'next-intl'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { parseQuery } from '#lib/certificates/query/parse.ts'
import { listHref } from './address.ts'
import { UnreadableQuery } from './unreadable-query.tsx'

/** The server takes the address for none of a list: its query cannot be read, or its page is one of another list. */
export function RefusedList({ filter }: { filter: CertificateFilter }) {
  const t = useTranslations('certificates.failure.address')
  const read = parseQuery(filter.q ?? '')
  if (!read.ok) return <UnreadableQuery live="alert" filter={filter} error={read.error} />
  return (
    <PageState
      live="alert"
      heading={t('heading')}
      actions={<ButtonLink href={listHref({ ...filter, cursor: '' })}>{t('first')}</ButtonLink>}
    >
      <p>{t('text')}</p>
    </PageState>
  )
}
