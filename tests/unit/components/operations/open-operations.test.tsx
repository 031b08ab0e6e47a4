import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { nextScheduled, openOperations } from '#components/operations/list-filters.ts'
import { OpenOperations } from '#components/operations/open-operations.tsx'
import operations from '#lib/i18n/catalogs/en/operations.json' with { type: 'json' }
import ui from '#lib/i18n/catalogs/en/ui.json' with { type: 'json' }
import type { OperationPage } from '#lib/operations/operation.ts'
import { operationListOptions } from '#lib/operations/queries.ts'
import { anOperation, aScheduled } from './an-operation.ts'

const row = {
  ...anOperation({ state: 'needs_human' }),
  commonName: 'pay.example',
  serialNumber: '5e01',
  crlEvidence: null,
}

const aPage = (page: Partial<OperationPage>): OperationPage => ({
  answeredAt: '2026-11-24T12:00:00.000Z',
  items: [],
  total: 0,
  totalIsLowerBound: false,
  nextCursor: null,
  previousCursor: null,
  ...page,
})

function shown(page: Partial<OperationPage>, scheduled: Partial<OperationPage> = {}): string {
  const client = new QueryClient()
  const open = aPage({ items: [row], total: 1, ...page })
  client.setQueryData(operationListOptions(openOperations).queryKey, open)
  client.setQueryData(operationListOptions(nextScheduled).queryKey, aPage(scheduled))
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={{ operations, ui }}>
      <QueryClientProvider client={client}>
        <OpenOperations renderedAt={0} />
      </QueryClientProvider>
    </NextIntlClientProvider>,
  )
}

describe('the open operations', () => {
  it('say how many there are, and lead to all where not all are shown', () => {
    const markup = shown({ total: 1_234 })
    expect(markup).toContain('1,234 open')
    expect(markup).toContain(
      'href="/operations?state=pending&amp;state=unknown&amp;state=needs_human&amp;state=unattended"',
    )
    expect(shown({ total: 10_000, totalIsLowerBound: true })).toContain('10,000+ open')
  })

  it('lead nowhere else where all are shown', () => {
    expect(shown({})).toContain('1 open')
    expect(shown({})).not.toContain('?state=')
  })

  it('are asked for by urgency', () => {
    expect(openOperations).toMatchObject({
      sort: 'urgency',
      state: ['pending', 'unknown', 'needs_human', 'unattended'],
    })
  })

  it('end with the next of what is scheduled, and lead to all of that', () => {
    const later = { ...aScheduled(), commonName: 'later.example', serialNumber: '5e02', crlEvidence: null }
    const markup = shown({}, { items: [later], total: 40 })
    expect(markup.indexOf('pay.example')).toBeLessThan(markup.indexOf('later.example'))
    expect(markup).toContain('40 scheduled')
    expect(markup).toContain('href="/operations?state=scheduled"')
    expect(shown({}, { items: [later], total: 1 })).not.toContain('?state=scheduled')
  })

  it('are not none while something is scheduled', () => {
    const later = { ...aScheduled(), commonName: 'later.example', serialNumber: '5e02', crlEvidence: null }
    expect(shown({ items: [], total: 0 })).toContain('No operation is open')
    expect(shown({ items: [], total: 0 }, { items: [later], total: 1 })).toContain('later.example')
  })
})
