import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { FoundCount } from '#components/certificates/list/found-count.tsx'
import { foundIn } from '#components/certificates/list/found.ts'
import { ListBody } from '#components/certificates/list/list-body.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import type { CertificateList } from '#lib/certificates/schema.ts'
import { ApiError } from '#lib/http/problem.ts'
import { english } from '#lib/i18n/catalogs/english.ts'
import { aCertificate } from './a-certificate.ts'
import { aList } from './a-list.ts'

const now = Date.UTC(2026, 10, 24, 12)
const earlier = aList({
  items: [aCertificate({ commonName: 'earlier.example' })],
  total: 18_204,
  previousCursor: 'EARLIER-BACK',
  nextCursor: 'EARLIER-ON',
})

function shown(
  filter: CertificateFilter,
  data: CertificateList | undefined,
  isPlaceholderData: boolean,
  error: Error | null = null,
): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
      <ListBody
        filter={filter}
        list={{ data, error, isPlaceholderData, refetch: () => undefined }}
        facets={undefined}
        sync={null}
        now={now}
        renderedAt={now}
        mayRevoke
        heldOff={null}
        again={null}
        focusSearch={() => null}
      />
    </NextIntlClientProvider>,
  )
}

describe('a list whose filter has just been changed', () => {
  it('leads from no page of the earlier one to another, and keeps its buttons where they are', () => {
    const waiting = shown({ status: ['revoked'] }, earlier, true)
    expect(waiting).toContain('earlier.example')
    expect(waiting).toContain('aria-busy="true"')
    expect(waiting).not.toMatch(/EARLIER|cursor=/)
    const held = /<a [^>]*aria-disabled="true"[^>]*href="\/certificates\?status=revoked"[^>]*>(Previous|Next)</g
    expect([...waiting.matchAll(held)].map(([, word]) => word)).toEqual(['Previous', 'Next'])
    const there = shown({ status: ['revoked'] }, earlier, false)
    expect(there).toContain('href="/certificates?status=revoked&amp;cursor=EARLIER-ON"')
    expect(there).not.toContain('aria-disabled')
  })

  it('has heads that are called by their words alone, and a place for what will be selected', () => {
    const heads = [...shown({}, earlier, false).matchAll(/<th [^>]*aria-label="([^"]*)"/g)].map(([, name]) => name)
    expect(heads).toContain('Serial')
    expect(heads).not.toContain('')
    expect(heads).toHaveLength([...shown({}, earlier, false).matchAll(/<th /g)].length)
    expect(shown({}, earlier, false)).toMatch(/<\/nav><span role="status" class="sr-only"><\/span>/)
  })

  it('does not call a page the last one for that of the earlier filter', () => {
    const ends = { ...earlier, previousCursor: null, nextCursor: null }
    expect(shown({ status: ['revoked'] }, ends, true)).not.toMatch(/first page|last page/)
    expect(shown({ status: ['revoked'] }, ends, false)).toMatch(/first page.*last page/)
  })

  it('does not take the nothing that was found before for its own', () => {
    for (const filter of [{}, { status: ['revoked' as const] }]) {
      const waiting = shown(filter, aList(), true)
      expect(waiting).toContain('aria-busy="true"')
      expect(waiting).not.toMatch(/No certificates|Nothing has been read|match/)
    }
  })
})

it('tells of a console that does not answer with what is loaded already: it could not be asked for', () => {
  const silent = new ApiError({ code: 'unreachable', status: 0 })
  expect(shown({ q: 'new' }, undefined, false, silent)).toContain('The console does not answer')
})

describe('how many match', () => {
  const later = aList({ total: 312 })
  const is = (data: CertificateList | undefined, isPlaceholderData = false) => ({ data, isPlaceholderData })

  it.each([
    ['what the rows say', is(later), is(earlier), later, false],
    ['nothing yet', is(undefined), is(undefined), undefined, false],
    [
      'what was counted for these conditions, while another page is turned to',
      is(earlier, true),
      is(later),
      later,
      false,
    ],
    ['what was counted under the earlier conditions, overtaken', is(earlier, true), is(earlier, true), earlier, true],
    ['the same where the counts were refused', is(earlier, true), is(undefined), earlier, true],
  ])('is %s', (_what, list, counted, count, isOvertaken) => {
    expect(foundIn(list, counted)).toEqual({ count, isOvertaken })
  })

  it('is hidden once it is overtaken, and keeps its place', () => {
    const told = (isOvertaken: boolean) =>
      renderToStaticMarkup(
        <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
          <FoundCount found={{ count: earlier, isOvertaken }} isNarrowed understood={{ kind: 'empty' }} />
        </NextIntlClientProvider>,
      )
    expect(told(true)).toMatch(/class="[^"]*overtaken[^"]*" aria-hidden="true">18,204 match/)
    expect(told(false)).not.toMatch(/overtaken|aria-hidden/)
  })
})
