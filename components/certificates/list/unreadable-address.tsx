import { useTranslations } from 'next-intl'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { parameterOf, type CertificateFilter } from '#lib/certificates/filter.ts'
import { parseQuery } from '#lib/certificates/query/parse.ts'
import { listHref } from './address.ts'
import { NoSuchPage } from './no-such-page.tsx'
import { UnreadableQuery } from './unreadable-query.tsx'

/** Of what cannot be read: enough to find it in the address. */
const SHOWN_LENGTH = 200

/** The address holds a condition, an order or a page that the list does not know: `field` of the filter. */
export function UnreadableAddress({
  filter,
  params,
  field,
}: {
  /** What of the address the list knows. */
  filter: CertificateFilter
  params: URLSearchParams
  field: string
}) {
  const t = useTranslations('certificates.failure.address')
  const read = parseQuery(filter.q ?? '')
  if (!read.ok) return <UnreadableQuery level="h1" filter={filter} error={read.error} />
  const parameter = parameterOf(field)
  if (parameter === null || parameter === 'cursor') return <NoSuchPage level="h1" filter={filter} />
  // Of several alternatives those that are known stay.
  const left = field === 'status' || field === 'type' ? filter : { ...filter, [field]: undefined }
  const value = `${parameter}=${params.getAll(parameter).join(',')}`.slice(0, SHOWN_LENGTH)
  return (
    <PageState
      level="h1"
      heading={t('unknown.heading')}
      actions={<ButtonLink href={listHref(left)}>{t('unknown.without')}</ButtonLink>}
    >
      <p>{t.rich('unknown.text', { value: () => <UntrustedText text={value} /> })}</p>
    </PageState>
  )
}
