import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { NextIntlClientProvider } from 'next-intl'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { FoundCount } from '#components/certificates/list/found-count.tsx'
import { NothingMatches } from '#components/certificates/list/list-states.tsx'
import { Pagination } from '#components/ui/pagination.tsx'
import { certificateListOptions } from '#lib/certificates/queries.ts'
import certificates from '#lib/i18n/catalogs/en/certificates.json' with { type: 'json' }
import states from '#lib/i18n/catalogs/en/states.json' with { type: 'json' }
import ui from '#lib/i18n/catalogs/en/ui.json' with { type: 'json' }

// What the list says of itself while it is not the one that was asked for.

const found = { items: [], total: 10_000, totalIsLowerBound: true, nextCursor: 'n', previousCursor: null }

function markup(element: ReactNode, client = new QueryClient()): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={{ certificates, states, ui }}>
      <QueryClientProvider client={client}>{element}</QueryClientProvider>
    </NextIntlClientProvider>,
  )
}

describe('the number of certificates', () => {
  const count = (isOfEarlier: boolean) =>
    markup(
      <FoundCount
        list={found as unknown as Parameters<typeof FoundCount>[0]['list']}
        isOfEarlier={isOfEarlier}
        isNarrowed
        understood={{ kind: 'empty' }}
      />,
    )

  it('is told of the conditions that it was counted for', () => {
    expect(count(false)).toContain('10,000+ match')
    expect(count(false)).not.toContain('invisible')
  })

  it('keeps its room, and is not told, while others are asked for', () => {
    expect(count(true)).toMatch(/class="invisible">10,000\+ match/)
  })
})

describe('the ways to other pages', () => {
  it('lead nowhere while another list is read', () => {
    const ways = { summary: '', previousHref: '?cursor=p', nextHref: '?cursor=n' }
    expect(markup(<Pagination {...ways} />)).toContain('href="?cursor=n"')
    const busy = markup(<Pagination {...ways} isBusy />)
    expect(busy).not.toContain('href')
    expect(busy).toContain('The list is being read.')
  })
})

describe('an empty list', () => {
  it('does not call a number whole that is the least', () => {
    const client = new QueryClient()
    const filter = { q: 'nothing-like-it', status: ['revoked' as const] }
    const without = (left: typeof filter | { q: string } | { status: ['revoked'] }) =>
      certificateListOptions({ ...left, limit: 1 }).queryKey
    client.setQueryData(without({ status: ['revoked'] }), found as never)
    client.setQueryData(without({ q: 'nothing-like-it' }), { ...found, total: 0, totalIsLowerBound: false } as never)
    const text = markup(<NothingMatches filter={filter} facets={undefined} sync={null} />, client)
    expect(text).toContain('10,000+')
  })
})
