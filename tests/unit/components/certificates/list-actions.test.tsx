import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { ExportMenu } from '#components/certificates/list/head/export-menu.tsx'
import { ExportPanel } from '#components/certificates/list/head/export-panel.tsx'
import { openedAt } from '#components/certificates/list/views/opened-view.ts'
import { failureOf } from '#components/certificates/list/views/use-view-acts.ts'
import { ViewItem } from '#components/certificates/list/views/view-item.tsx'
import { ViewsPanel } from '#components/certificates/list/views/views-panel.tsx'
import { ApiError } from '#lib/http/problem.ts'
import { english } from '#lib/i18n/catalogs/english.ts'
import { viewCountsOptions } from '#lib/views/queries.ts'
import type { SavedView } from '#lib/views/schema.ts'

const mine = viewOf('mine', { name: 'Mine', params: 'status=revoked' })
const theirs = viewOf('theirs', { name: 'evil\u202egnp', params: 'type=server', isMine: false, isShared: true })
const views = [mine, theirs]

function viewOf(id: string, over: Partial<SavedView>): SavedView {
  return {
    id,
    name: id,
    isShared: false,
    isMine: true,
    owner: 'ann@example.test',
    params: '',
    mayDelete: true,
    ...over,
  }
}

function markup(element: React.ReactNode, client = new QueryClient()): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
      <QueryClientProvider client={client}>{element}</QueryClientProvider>
    </NextIntlClientProvider>,
  )
}

describe('the view that is open', () => {
  it('is the one whose address this is, and stays it while something is changed', () => {
    expect(openedAt(views, 'status=revoked', null)).toEqual({ view: mine, isChanged: false })
    expect(openedAt(views, 'status=expired', 'mine')).toEqual({ view: mine, isChanged: true })
    expect(openedAt(views, 'type=server', 'mine')).toEqual({ view: theirs, isChanged: false })
    expect(openedAt(views, 'status=expired', null)).toBeNull()
    expect(openedAt(views, '', 'mine')).toBeNull()
    const twin = viewOf('twin', { params: 'status=revoked', isMine: false })
    expect(openedAt([twin, mine], 'status=revoked', 'twin')?.view).toBe(twin)
    expect(openedAt([twin, mine], 'status=revoked', null)?.view).toBe(mine)
  })
})

describe('the panel of views', () => {
  const panel = (over: Partial<React.ComponentProps<typeof ViewsPanel>> = {}) => {
    const client = new QueryClient()
    const counts = { mine: { total: 10_000, totalIsLowerBound: true }, theirs: null }
    client.setQueryData(viewCountsOptions().queryKey, { views, counts })
    const props = { views, opened: null, here: '', mayShare: false, isUnread: false, onRetry: () => undefined }
    return markup(<ViewsPanel {...props} {...over} />, client)
  }

  it('names and counts each, spells out what a name hides, and links to the list', () => {
    const text = panel()
    expect(text).toContain('href="/certificates?status=revoked"')
    expect(text).toContain('10,000+')
    expect(text).toContain('not readable')
    expect(text).toContain('by ann@example.test')
    expect(text).toContain('U+202E')
    expect(text).not.toContain('\u202egnp</')
  })

  it('says that a view is not counted where counting failed, rather than that it is under way', () => {
    const item = (isUncounted: boolean) =>
      markup(
        <ViewItem
          view={mine}
          count={undefined}
          isUncounted={isUncounted}
          opened={null}
          acts={{ isRunning: false, failure: null, run: () => Promise.resolve(null) }}
          mayShare={false}
          onSaved={() => undefined}
          onDeleted={() => undefined}
          onClosed={() => undefined}
        />,
      )
    expect(item(false)).toContain('…')
    expect(item(true)).toContain('not counted')
    expect(item(true)).not.toContain('…')
  })

  it('has the places in which it speaks before it says anything', () => {
    expect(panel()).toMatch(/role="status"[^>]*><\/span>/)
    expect(panel()).toMatch(/role="alert"[^>]*><\/span>/)
  })

  it('tells a list that cannot be read from a name that cannot be taken', () => {
    expect(failureOf({ code: 'invalid_input', issues: [{ path: 'name' }] })).toBe('invalid_input')
    expect(failureOf({ code: 'invalid_input', issues: [{ path: 'params' }] })).toBe('unreadable_list')
    expect(failureOf({ code: 'name_taken' })).toBe('name_taken')
  })

  it('offers to save what is none of them, and says how where nothing is narrowed', () => {
    expect(panel({ views: [] })).toContain('No views are saved yet.')
    expect(panel()).toContain('Filter or sort the list, then save it here')
    const asking = panel({ here: 'status=expired', opened: { view: mine, isChanged: true } })
    expect(asking).toContain('Save view')
    expect(asking).toContain('Replace the view with this list')
    expect(asking).toContain('Operator or Administrator may.')
    expect(panel({ here: 'status=revoked', opened: { view: mine, isChanged: false } })).not.toContain('Save view')
  })
})

describe('the export', () => {
  const filter = { status: ['revoked' as const], sort: '-not_after' as const, cursor: 'x', limit: 200 }
  const foundAs = (isOvertaken: boolean) => ({ count: { total: 1_204, totalIsLowerBound: false }, isOvertaken })
  const menu = (failure: Error | null) =>
    markup(<ExportMenu filter={filter} found={foundAs(false)} failure={failure} />)
  const panelOf = (isOvertaken = false) =>
    markup(<ExportPanel filter={filter} found={foundAs(isOvertaken)} failed={null} onExport={() => undefined} />)

  it('is of the whole list with its filter and order, and says how many that are', () => {
    expect(panelOf()).toContain('/api/certificates/export?status=revoked&amp;sort=-not_after&amp;format=csv"')
    expect(panelOf()).toContain('1,204 certificates')
    expect(panelOf(true)).not.toContain('1,204')
  })

  it('is off with the reason where the list has no answer', () => {
    const refused = menu(new ApiError({ code: 'invalid_input', status: 400, correlationId: 'c' }))
    expect(refused).toContain('The list cannot read this filter')
    expect(menu(null)).toContain('popover')
    expect(refused).not.toContain('popover')
    expect(menu(new ApiError({ code: 'unreachable', status: 0 }))).toContain('The list could not be read')
  })
})
