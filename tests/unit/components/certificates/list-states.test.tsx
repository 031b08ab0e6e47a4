import { QueryClientProvider } from '@tanstack/react-query'
import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { NothingMatches } from '#components/certificates/list/list-states.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { certificateListOptions } from '#lib/certificates/queries.ts'
import { makeQueryClient } from '#lib/http/query-client.ts'
import { english } from '#lib/i18n/catalogs/english.ts'
import { aList } from './a-list.ts'

const filter: CertificateFilter = { q: 'pay', status: ['revoked'] }

/** The empty list, where without its text and without its status so many are found. */
function shown(withoutText: Parameters<typeof aList>[0], withoutStatus: Parameters<typeof aList>[0]): string {
  const client = makeQueryClient()
  client.setQueryData(certificateListOptions({ status: ['revoked'], limit: 1 }).queryKey, aList(withoutText))
  client.setQueryData(certificateListOptions({ q: 'pay', limit: 1 }).queryKey, aList(withoutStatus))
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
      <QueryClientProvider client={client}>
        <NothingMatches filter={filter} facets={undefined} sync={null} />
      </QueryClientProvider>
    </NextIntlClientProvider>,
  )
}

describe('a list in which nothing matches', () => {
  it('names the condition without which the most would be found', () => {
    expect(shown({ total: 3 }, { total: 1_234 })).toMatch(/Without .*status.* there are 1,234\./)
    expect(shown({ total: 1_234 }, { total: 3 })).toMatch(/Without .*text.* there are 1,234\./)
  })

  it('does not call what was counted no further a total', () => {
    const counted = { total: 10_000, totalIsLowerBound: true }
    expect(shown({ total: 3 }, counted)).toContain('there are 10,000+.')
    expect(shown({ total: 10_000 }, counted)).toMatch(/Without .*status.* there are 10,000\+\./)
  })

  it('says that several words are one text, and how many hold each of them', () => {
    const html = (total: number) => {
      const client = makeQueryClient()
      client.setQueryData(certificateListOptions({ q: 'pay "eu"', limit: 1 }).queryKey, aList({ total }))
      return renderToStaticMarkup(
        <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
          <QueryClientProvider client={client}>
            <NothingMatches filter={{ q: 'pay eu' }} facets={undefined} sync={null} />
          </QueryClientProvider>
        </NextIntlClientProvider>,
      )
    }
    expect(html(12)).toContain('href="/certificates?q=pay+%22eu%22"')
    expect(html(12)).toContain('With its words apart there are 12.')
    expect(html(0)).not.toContain('words apart')
  })

  it('names one of the conditions that were typed, in words', () => {
    const client = makeQueryClient()
    const found = { total: 7 }
    client.setQueryData(certificateListOptions({ q: 'pay', limit: 1 }).queryKey, aList(found))
    const html = renderToStaticMarkup(
      <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
        <QueryClientProvider client={client}>
          <NothingMatches filter={{ q: '-crl:yes pay' }} facets={undefined} sync={null} />
        </QueryClientProvider>
      </NextIntlClientProvider>,
    )
    expect(html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')).toContain(
      'Without not CRL pointer is present there are 7.',
    )
    expect(html).toContain('href="/certificates?q=pay"')
  })
})
