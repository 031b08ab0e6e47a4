import { dehydrate, hydrate, QueryClientProvider, useQuery, type QueryClient } from '@tanstack/react-query'
import { NextIntlClientProvider } from 'next-intl'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, it, vi } from 'vitest'
import { ClockSkew } from '#components/shell/clock-skew.tsx'
import { VendorProvider } from '#components/shell/vendor.tsx'
import { certificateDetailOptions } from '#lib/certificates/queries.ts'
import vendor from '#lib/i18n/catalogs/en/vendor.json' with { type: 'json' }
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import { makeQueryClient } from '#lib/http/query-client.ts'
import { meterOptions } from '#lib/settings/queries.ts'

// What the browser draws first must be what the server sent, whatever its clock says and whatever it knows by then.

afterEach(() => {
  vi.useRealTimers()
})

function Shown() {
  const { isFetching } = useQuery(certificateDetailOptions('c-1'))
  return <p>{isFetching ? 'reading' : 'read'}</p>
}

function drawn(client: QueryClient): string {
  return renderToString(
    <QueryClientProvider client={client}>
      <Shown />
    </QueryClientProvider>,
  )
}

it('a reading that came with the page is not made again where the clock is minutes ahead', () => {
  const server = makeQueryClient()
  server.setQueryData(certificateDetailOptions('c-1').queryKey, { identifier: 'c-1' } as CertificateDetail)
  const sent = dehydrate(server)
  vi.useFakeTimers({ now: Date.now() + 180_000 })
  const browser = makeQueryClient()
  hydrate(browser, sent)
  expect(drawn(browser)).toContain('>read<')
})

it('a clock that is off is told after hydration', () => {
  const client = makeQueryClient()
  client.setQueryData(meterOptions().queryKey, { clockSkew: { skewMs: 400_000 } } as never)
  const text = renderToString(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={{ vendor }}>
      <VendorProvider vendor="emulator">
        <QueryClientProvider client={client}>
          <ClockSkew />
        </QueryClientProvider>
      </VendorProvider>
    </NextIntlClientProvider>,
  )
  expect(text).toBe('')
})
