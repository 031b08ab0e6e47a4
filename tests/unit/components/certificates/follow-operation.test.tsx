import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { FollowOperation } from '#components/certificates/detail/follow-operation.tsx'
import { ApiError } from '#lib/http/problem.ts'
import { english } from '#lib/i18n/catalogs/english.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'
import { operationOptions } from '#lib/operations/queries.ts'
import { anOperation } from '../operations/an-operation.ts'
import { aCertificate } from './a-certificate.ts'

const noon = Date.UTC(2026, 10, 24, 12)
const silent = new ApiError({ code: 'unreachable', status: 0 })

/** What stands over a certificate, read at the vendor two hours ago and answered at noon, at five past. */
function told(
  operation: OperationDetail | null,
  error: Error | null = null,
  vendorStatus: 'ISSUE' | 'REVOKE' = 'ISSUE',
): string {
  const client = new QueryClient({ defaultOptions: { queries: { retryOnMount: false } } })
  const { id } = anOperation()
  const { queryKey } = operationOptions(id)
  if (operation !== null) client.setQueryData(queryKey, operation)
  if (error !== null) client.getQueryCache().build(client, { queryKey }).setState({ status: 'error', error })
  const certificate = aCertificate({
    openOperationId: id,
    vendorStatus,
    readAt: new Date(noon - 7_200_000).toISOString(),
    answeredAt: new Date(noon).toISOString(),
  })
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
      <QueryClientProvider client={client}>
        <FollowOperation certificate={certificate} renderedAt={noon + 300_000} />
      </QueryClientProvider>
    </NextIntlClientProvider>,
  ).replaceAll(/<[^>]*>/g, '')
}

describe('what is told of an open operation over its certificate', () => {
  it('is that it is under way while it is', () => {
    expect(told(anOperation({ state: 'pending', settledAt: null }))).toContain('It is being revoked')
  })

  it('is no longer that once it has ended, though the certificate has not been read anew', () => {
    const ended = told(anOperation())
    expect(ended).toContain('The operation to revoke it has ended')
    expect(ended).not.toMatch(/being revoked|under way/)
  })

  it('is not that it is not known where the same page shows that the vendor reports it revoked', () => {
    const unknown = anOperation({ state: 'unknown', settledAt: null })
    expect(told(unknown)).toContain('Whether it is revoked is not known')
    expect(told(unknown, null, 'REVOKE')).toMatch(/not settled yet.*shows REVOKE.*not proven/)
    expect(told(unknown, null, 'REVOKE')).not.toContain('not known')
    // Who has to act is told so, whatever was read.
    const stuck = anOperation({ state: 'needs_human', settledAt: null })
    expect(told(stuck, null, 'REVOKE')).toContain('needs a person')
  })

  it('is as old as the answer that told of it, not as the vendor’s word of the certificate', () => {
    expect(told(null, silent)).toContain('The console does not answer. What you see is from 5 min ago.')
  })
})
