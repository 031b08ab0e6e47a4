import { dehydrate, HydrationBoundary, QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import { NextIntlClientProvider } from 'next-intl'
import type { ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DetailScreen } from '#components/certificates/detail/detail-screen.tsx'
import { certificateRights } from '#components/certificates/rights.ts'
import { ClockSkew } from '#components/shell/clock-skew.tsx'
import { certificateDetailOptions } from '#lib/certificates/queries.ts'
import { makeQueryClient } from '#lib/http/query-client.ts'
import { english } from '#lib/i18n/catalogs/english.ts'
import { meterOptions } from '#lib/settings/queries.ts'
import type { Settings } from '#lib/settings/schema.ts'
import { aCertificate } from './a-certificate.ts'

// What the browser makes of a page at first has to be what the server made, whatever its clock says and whatever other
// parts of the page have fetched by then: React gives an external store's word for the server to both.

const now = Date.UTC(2026, 10, 24, 12)
const certificate = aCertificate()

function made(client: QueryClient, page: ReactNode): string {
  return renderToString(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
      <QueryClientProvider client={client}>{page}</QueryClientProvider>
    </NextIntlClientProvider>,
  )
}

afterEach(() => {
  vi.useRealTimers()
})

describe('the page of a certificate', () => {
  it.each([0, 10, 31, 12 * 60, -12 * 60])('is taken over as it is by a clock %d s ahead', (seconds) => {
    vi.useFakeTimers({ now, toFake: ['Date'] })
    const screen = (
      <DetailScreen identifier="one" person="ann" rights={certificateRights('operator')} renderedAt={now} />
    )
    const server = makeQueryClient()
    server.setQueryData(certificateDetailOptions('one').queryKey, certificate)
    const state = dehydrate(server)
    const written = made(server, <HydrationBoundary state={state}>{screen}</HydrationBoundary>)
    expect(written).toContain('Read again')
    vi.setSystemTime(now + seconds * 1000)
    expect(made(makeQueryClient(), <HydrationBoundary state={state}>{screen}</HydrationBoundary>)).toBe(written)
  })
})

describe('by how much a clock is off', () => {
  it('is not told before the page has been taken over, although the strip knows it by then', () => {
    const strip = makeQueryClient()
    const clockSkew = { skewMs: 240_000, machine: null }
    strip.setQueryData(meterOptions().queryKey, { clockSkew } as unknown as Settings)
    expect(made(strip, <ClockSkew />)).toBe(made(makeQueryClient(), <ClockSkew />))
  })
})
