import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { NextIntlClientProvider } from 'next-intl'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { openOperations } from '#components/operations/list-filters.ts'
import { OpenOperations } from '#components/operations/open-operations.tsx'
import { OperationLog } from '#components/operations/operation-log.tsx'
import { ApiError } from '#lib/http/problem.ts'
import operations from '#lib/i18n/catalogs/en/operations.json' with { type: 'json' }
import ui from '#lib/i18n/catalogs/en/ui.json' with { type: 'json' }
import type { OperationFilter, OperationPage } from '#lib/operations/operation.ts'
import { operationListOptions } from '#lib/operations/queries.ts'
import { anOperation } from './an-operation.ts'

const readAt = Date.UTC(2026, 10, 24, 12)
const renderedAt = readAt + 5 * 60_000
const row = { ...anOperation({ state: 'pending' }), commonName: 'pay.example', serialNumber: '5e01', crlEvidence: null }
const silent = new ApiError({ code: 'unreachable', status: 0 })
const signedOut = new ApiError({ code: 'unauthenticated', status: 401, correlationId: 'c-1' })

const open = { filter: openOperations, element: <OpenOperations renderedAt={renderedAt} /> }
const logFilter: OperationFilter = {}
const log = {
  filter: logFilter,
  element: <OperationLog filter={logFilter} renderedAt={renderedAt} whenEmpty={<p>Nothing here.</p>} />,
}

/** What stands there when `items` were read (or nothing was), and reading them again ended in `error`. */
function shown(
  { filter, element }: { filter: OperationFilter; element: ReactNode },
  items: OperationPage['items'] | null,
  error: Error | null,
): string {
  const client = new QueryClient()
  const { queryKey } = operationListOptions(filter)
  if (items !== null) {
    const answeredAt = new Date(readAt).toISOString()
    const page = {
      answeredAt,
      items,
      total: items.length,
      totalIsLowerBound: false,
      nextCursor: null,
      previousCursor: null,
    }
    // The browser's own clock says something else.
    client.setQueryData(queryKey, page, { updatedAt: readAt - 3_600_000 })
  }
  if (error !== null) client.getQueryCache().build(client, { queryKey }).setState({ status: 'error', error })
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={{ operations, ui }}>
      <QueryClientProvider client={client}>{element}</QueryClientProvider>
    </NextIntlClientProvider>,
  ).replace(/<(?!a )[^>]*>/g, '')
}

describe.each([
  ['the open operations', open],
  ['the log of operations', log],
])('%s', (_name, list) => {
  it('keep their rows when they could not be read again, and say how old they are and why', () => {
    const text = shown(list, [row], silent)
    expect(text).toContain('pay.example')
    expect(text).toContain('The console does not answer. What you see is from 5 min ago.')
  })

  it('lead to the sign-in page when the session has ended', () => {
    const text = shown(list, [row], signedOut)
    expect(text).toContain('pay.example')
    expect(text).toMatch(/Your session has ended\. What you see is from 5 min ago\. <a href="\/sign-in"/)
    expect(text).not.toContain('does not answer')
  })

  it.each([
    ['a store that gives nothing', { code: 'store_unavailable', status: 503 }, 'The console’s store gives nothing'],
    ['a right that was taken', { code: 'forbidden', status: 403 }, 'Your account may not read this just now.'],
    ['a fault', { code: 'internal', status: 500 }, 'Something in the console failed'],
  ])('call %s by its name', (_what, problem, said) => {
    const text = shown(list, [row], new ApiError({ ...problem, correlationId: 'c-1' }))
    expect(text).toContain(said)
    expect(text).not.toContain('does not answer')
  })

  it('say so too when they were empty', () => {
    expect(shown(list, [], silent)).toContain('What you see is from 5 min ago.')
  })

  it('claim nothing when they have never been read', () => {
    for (const error of [null, silent]) {
      expect(shown(list, null, error)).not.toMatch(/Nothing|What you see/)
    }
  })

  it('say nothing of their age while they are read', () => {
    expect(shown(list, [row], null)).not.toContain('What you see')
  })
})
