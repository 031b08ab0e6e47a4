import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { openOperations } from '#components/operations/list-filters.ts'
import { OpenOperations } from '#components/operations/open-operations.tsx'
import operations from '#lib/i18n/catalogs/en/operations.json' with { type: 'json' }
import type { OperationPage } from '#lib/operations/operation.ts'
import { operationListOptions } from '#lib/operations/queries.ts'
import { anOperation } from './an-operation.ts'

const row = {
  ...anOperation({ state: 'needs_human' }),
  commonName: 'pay.example',
  serialNumber: '5e01',
  crlEvidence: null,
}

function shown(page: Partial<OperationPage>): string {
  const client = new QueryClient()
  const answeredAt = '2026-11-24T12:00:00.000Z'
  const whole = {
    answeredAt,
    items: [row],
    total: 1,
    totalIsLowerBound: false,
    nextCursor: null,
    previousCursor: null,
    ...page,
  }
  client.setQueryData(operationListOptions(openOperations).queryKey, whole)
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={{ operations }}>
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
    expect(markup).toContain('href="/operations?state=pending&amp;state=unknown&amp;state=needs_human"')
    expect(shown({ total: 10_000, totalIsLowerBound: true })).toContain('10,000+ open')
  })

  it('lead nowhere else where all are shown', () => {
    expect(shown({})).toContain('1 open')
    expect(shown({})).not.toContain('?state=')
  })

  it('are asked for by urgency', () => {
    expect(openOperations).toMatchObject({ sort: 'urgency', state: ['pending', 'unknown', 'needs_human'] })
  })
})
