import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { NextIntlClientProvider } from 'next-intl'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { FailureNotice } from '#components/certificates/writing/failure-notice.tsx'
import type { WriteFailure } from '#components/certificates/writing/write-failure.ts'
import { ExchangeSection } from '#components/operations/exchange-section.tsx'
import { english } from '#lib/i18n/catalogs/english.ts'
import { meterOptions } from '#lib/settings/queries.ts'
import type { Settings } from '#lib/settings/schema.ts'
import { anOperation } from '../operations/an-operation.ts'

// As in a page that the browser has taken over: before that it is told nothing (hydration.test.tsx).
vi.mock('#components/ui/hydrated.ts', () => ({ useIsHydrated: () => true }))

const clockCode = 'InvalidTimeStamp.Expired'

/** As it is drawn while this machine's clock is seven minutes ahead, or as nobody knows it to be off. */
function shown(part: ReactNode, skewMs: number | null = 7 * 60_000): string {
  const client = new QueryClient()
  const clockSkew: Settings['clockSkew'] = skewMs === null ? null : { skewMs, machine: null }
  client.setQueryData(meterOptions().queryKey, { clockSkew } as Settings)
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
      <QueryClientProvider client={client}>{part}</QueryClientProvider>
    </NextIntlClientProvider>,
  )
}

function inTheDialog(cloudCode: string): ReactNode {
  const answer = { httpStatus: 400, requestId: 'R-1', cloudCode, cloudMessage: null, recommend: null }
  const failure: WriteFailure = { code: 'cloud_refused', operationId: 'c0ffee00', ...answer }
  return (
    <FailureNotice failure={failure} context={{ kind: 'revoke', course: 'revoke', before: null, after: undefined }} />
  )
}

const minutes = 'This machine’s clock is 7 minutes ahead of Alibaba Cloud’s.'

describe('a refusal of the clock', () => {
  it('says in the dialog by how much it is off, where that is known', () => {
    expect(shown(inTheDialog(clockCode))).toContain(minutes)
    expect(shown(inTheDialog(clockCode), null)).not.toContain('minute')
  })

  it('is the only refusal for which the clock is blamed', () => {
    expect(shown(inTheDialog('Throttling.User'))).not.toContain(minutes)
  })

  it('says on the receipt nothing of the clock as it is today: that is another day’s', () => {
    const operation = anOperation({ state: 'refused', httpStatus: 400, cloudCode: clockCode })
    const { exchange } = operation
    if (exchange === null) throw new Error('no call')
    const receipt = shown(<ExchangeSection operation={operation} exchange={exchange} />)
    expect(receipt).toContain('refused this machine’s clock')
    expect(receipt).not.toContain('7 minutes')
  })
})
