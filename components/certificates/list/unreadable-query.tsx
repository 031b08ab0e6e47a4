import { useTranslations } from 'next-intl'
import type { ComponentProps } from 'react'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import type { QueryError } from '#lib/certificates/query/query.ts'
import { paths } from '#lib/core/paths.ts'
import { changed, listHref } from './address.ts'
import { repaired } from './repaired.ts'

/** With the same place, reason and remedy as below the search box. */
export function UnreadableQuery({
  filter,
  error,
  ...place
}: Pick<ComponentProps<typeof PageState>, 'level' | 'live'> & { filter: CertificateFilter; error: QueryError }) {
  const t = useTranslations('query')
  const address = useTranslations('certificates.failure.address')
  const { q = '' } = filter
  const { code, span, word, suggestion } = error
  const remedy = suggestion === undefined ? null : repaired(q, span, suggestion)
  return (
    <PageState
      {...place}
      heading={t('unreadable')}
      actions={
        <>
          {remedy === null ? null : (
            <ButtonLink href={listHref(changed(filter, { q: remedy }))}>{t('repair')}</ButtonLink>
          )}
          <ButtonLink look={remedy === null ? 'outline' : 'quiet'} href={paths.certificates}>
            {address('whole')}
          </ButtonLink>
        </>
      }
    >
      <p>
        {t.rich('place', {
          at: Array.from(q.slice(0, span.from)).length + 1,
          word: () => (
            <strong>
              <UntrustedText text={word} />
            </strong>
          ),
        })}{' '}
        {t(`error.${code}`)}
      </p>
      {remedy === null || remedy.trim() === '' ? null : (
        <p>
          {t.rich('write', {
            word: () => (
              <strong>
                <UntrustedText text={remedy} />
              </strong>
            ),
          })}
        </p>
      )}
    </PageState>
  )
}
