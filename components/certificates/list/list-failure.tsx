'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense } from 'react'
import { ReadFailure } from '#components/shell/states/read-failure.tsx'
import { SessionEnded } from '#components/shell/states/session-ended.tsx'
import { Button } from '#components/ui/button.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { ApiError } from '#lib/http/problem.ts'
import { listHref } from './address.ts'

// It reads the query, which few lists have, and the console that refuses the list gives the rest of its page.
const RefusedList = lazy(() => import('./refused-list.tsx').then((module) => ({ default: module.RefusedList })))

/** The console's own list could not be had. */
export function ListFailure({
  error,
  filter,
  onRetry,
}: {
  error: Error
  filter: CertificateFilter
  onRetry: () => void
}) {
  const t = useTranslations('certificates.failure')
  const code = error instanceof ApiError ? error.code : 'internal'
  if (code === 'invalid_input') {
    return (
      <Suspense>
        <RefusedList filter={filter} />
      </Suspense>
    )
  }
  if (code === 'unauthenticated') return <SessionEnded here={listHref(filter)} />
  const correlationId = error instanceof ApiError ? error.correlationId : null
  const again = <Button onClick={onRetry}>{t('again')}</Button>
  if (correlationId === null) {
    return (
      <PageState live="alert" heading={t('silent.heading')} actions={again}>
        <p>{t('silent.text')}</p>
      </PageState>
    )
  }
  return (
    <ReadFailure heading={t('heading')} correlationId={correlationId} actions={again}>
      {t(code === 'store_unavailable' ? 'store' : 'text')}
    </ReadFailure>
  )
}
