import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { DetailScreen } from '#components/certificates/detail/detail-screen.tsx'
import { certificateRights } from '#components/certificates/rights.ts'
import { liveFailureIn } from '#components/certificates/detail/last-word.ts'
import { Reading } from '#components/certificates/detail/reading.tsx'
import { certificateDetailOptions } from '#lib/certificates/queries.ts'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import { ApiError } from '#lib/http/problem.ts'
import { english } from '#lib/i18n/catalogs/english.ts'

const readAt = Date.UTC(2026, 10, 24, 12)
const renderedAt = readAt + 5 * 60_000
const read = { readAt: new Date(readAt).toISOString(), source: 'live', liveFailure: null, deletedAt: null }
const silent = new ApiError({ code: 'unreachable', status: 0 })
const signedOut = new ApiError({ code: 'unauthenticated', status: 401, correlationId: 'c-1' })

function words(element: React.ReactNode, client = new QueryClient()): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
      <QueryClientProvider client={client}>{element}</QueryClientProvider>
    </NextIntlClientProvider>,
  ).replace(/<(?!a )[^>]*>/g, '')
}

describe('a certificate that is read again', () => {
  const again = (failure: Error | null) =>
    words(
      <Reading
        certificate={read as CertificateDetail}
        renderedAt={renderedAt}
        isReading={false}
        failure={failure}
        readAgain={() => undefined}
      />,
    )

  it('keeps its reading, with its age, when the console is silent', () => {
    expect(again(silent)).toContain('The console does not answer. What you see is from 5 min ago.')
    expect(again(null)).not.toContain('What you see')
  })

  it('says that the session has ended, not that somebody was silent', () => {
    expect(again(signedOut)).toMatch(/Your session has ended\. What you see is from 5 min ago\. <a href="\/sign-in"/)
    expect(again(signedOut)).not.toMatch(/not answer/)
  })

  it('names the vendor’s own reason where the console held nothing to show instead', () => {
    const liveFailure = { kind: 'throttled', code: 'Throttling.User', requestId: 'r-1' }
    const unread = new ApiError({
      code: 'certificate_unread',
      status: 503,
      correlationId: 'c',
      members: { liveFailure },
    })
    expect(liveFailureIn(unread)).toEqual(liveFailure)
    const absent = new ApiError({ code: 'certificate_not_found', status: 404, correlationId: 'c' })
    expect(liveFailureIn(absent)).toMatchObject({ kind: 'absent' })
    for (const own of [signedOut, silent, null]) expect(liveFailureIn(own)).toBeNull()
  })

  it('says so too where there was no reading before, and leads back', () => {
    const client = new QueryClient({ defaultOptions: { queries: { retryOnMount: false } } })
    const { queryKey } = certificateDetailOptions('cert/1')
    client.getQueryCache().build(client, { queryKey }).setState({ status: 'error', error: signedOut })
    const rights = certificateRights('admin')
    const text = words(
      <DetailScreen identifier="cert/1" person="ann" rights={rights} renderedAt={renderedAt} />,
      client,
    )
    expect(text).toContain('Your session has ended')
    expect(text).toContain('href="/sign-in?next=%2Fcertificates%2Fcert%252F1"')
    expect(text).not.toMatch(/could not be read/)
  })
})
