import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { NextIntlClientProvider } from 'next-intl'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { DetailScreen } from '#components/certificates/detail/detail-screen.tsx'
import { CertificateRow } from '#components/certificates/list/certificate-row.tsx'
import { defaultIds } from '#components/certificates/list/columns.ts'
import { certificateRights } from '#components/certificates/rights.ts'
import { certificateDetailOptions } from '#lib/certificates/queries.ts'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import { english } from '#lib/i18n/catalogs/english.ts'
import { aCertificate } from './a-certificate.ts'

const now = Date.UTC(2026, 10, 24, 12)
const words = 'no matching operation here'

function shown(place: ReactNode, client = new QueryClient()): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
      <QueryClientProvider client={client}>{place}</QueryClientProvider>
    </NextIntlClientProvider>,
  )
}

function inTheList(more: Partial<CertificateDetail>): string {
  const row = {
    ...{
      item: aCertificate(more),
      columns: defaultIds,
      givesWay: true,
      axisFrom: 0,
      axisTo: 2 * now,
      isAxisKnown: true,
    },
    ...{ index: 0, isCurrent: true, isSelected: false, isOpen: false, now, mayRevoke: true, heldOff: null },
  }
  return shown(<CertificateRow {...row} onRevoke={() => undefined} />)
}

function onItsPage(more: Partial<CertificateDetail>): string {
  const certificate = aCertificate(more)
  const { identifier } = certificate
  const client = new QueryClient()
  client.setQueryData(certificateDetailOptions(identifier).queryKey, certificate)
  const rights = certificateRights('operator')
  return shown(<DetailScreen identifier={identifier} person="ada" rights={rights} renderedAt={now} />, client)
}

/** What an eye reads: neither titles nor what only a screen reader is told. */
function visible(markup: string): string {
  return markup.replaceAll(/<span class="sr-only">[^<]*<\/span>/g, '').replaceAll(/<[^>]*>/g, ' ')
}

describe.each(['revoked', 'deleted'] as const)('a certificate that was %s elsewhere', (status) => {
  const unmatched = { status, hasMatchingOperation: false }

  it('says so in the list: with one word, and in full to a pointer and to a screen reader', () => {
    const row = inTheList(unmatched)
    expect(visible(row)).toMatch(/\belsewhere\b/)
    expect(row).toContain(`title="${words}"`)
    expect(row).toContain(`<span class="sr-only">(${words})</span>`)
  })

  it('says so in full on its page', () => {
    expect(visible(onItsPage(unmatched))).toContain(words)
  })

  it.each([true, null])('says nothing of it where the answer is %s', (hasMatchingOperation) => {
    expect(inTheList({ status, hasMatchingOperation })).not.toMatch(/\belsewhere\b|no matching operation/)
    expect(onItsPage({ status, hasMatchingOperation })).not.toContain(words)
  })
})
