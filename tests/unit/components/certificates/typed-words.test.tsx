import { NextIntlClientProvider } from 'next-intl'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { filterIn } from '#components/certificates/list/address.ts'
import { RefusedList } from '#components/certificates/list/refused-list.tsx'
import { UnreadableAddress } from '#components/certificates/list/unreadable-address.tsx'
import { TypedChips } from '#components/certificates/list/typed/typed-chips.tsx'
import { conditionsIn } from '#components/certificates/list/typed/typed.ts'
import chineseQuery from '#lib/i18n/catalogs/zh-CN/query.json' with { type: 'json' }
import { english } from '#lib/i18n/catalogs/english.ts'

function words(element: ReactNode, locale: 'en' | 'zh-CN' = 'en'): string {
  const messages = locale === 'en' ? english : { ...english, query: chineseQuery }
  return renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} timeZone="UTC" messages={messages}>
      {element}
    </NextIntlClientProvider>,
  ).replace(/<(?!a )[^>]*>/g, ' ')
}

describe('a typed condition', () => {
  it.each([
    ['expires>30d', /expires +later than +30 days from now/, /到期 +晚于 +30 天后/],
    ['expires>2026-12-01', /expires +from +2026-12-0/, /到期 +不早于 +2026-12-0/],
    ['expires<30d', /expires +within +30 days/, /到期 +剩余不超过 +30 天/],
    ['seen<30d', /last seen +within the last +30 days/, /最近读到 +距今不超过 +30 天/],
    ['revoked<7d', /revoked +within the last +7 days/, /吊销 +距今不超过 +7 天/],
    [
      'revoked:2026-11-01..2026-11-07',
      /revoked +from +2026-11-01, before +2026-11-08/,
      /吊销 +不早于 +2026-11-01，早于 +2026-11-08/,
    ],
    ['issued<1y', /issued +within the last +1 year/, /签发 +距今不超过 +1 年/],
  ])('%s is said as it is meant', (q, english, chinese) => {
    const chips = <TypedChips filter={{ q }} conditions={conditionsIn(q)} cas={[]} />
    expect(words(chips)).toMatch(english)
    expect(words(chips, 'zh-CN')).toMatch(chinese)
  })
})

describe('a list that the server refuses', () => {
  it('says where its query cannot be read, and leads to what was meant', () => {
    const text = words(<RefusedList filter={{ q: 'type:sever', status: ['revoked'], cursor: 'next' }} />)
    expect(text).toContain('The address asks with a query that cannot be read')
    expect(text).toMatch(/sever +at character 6 is no value of this field/)
    expect(text).toContain('href="/certificates?q=type%3Aserver&amp;status=revoked"')
    expect(text).not.toContain('a page that this list does not have')
  })

  it.each([
    ['sort=colour&status=revoked', 'sort', 'sort=colour', '?status=revoked'],
    ['limit=9999&q=pay', 'limit', 'limit=9999', '?q=pay'],
    ['status=odd&status=revoked', 'status', 'status=odd,revoked', '?status=revoked'],
    ['expires_before=so\u202eon', 'expiresBefore', 'expires_before=so', ''],
  ])('names the part of an address that it does not know: %s', (query, field, named, left) => {
    const params = new URLSearchParams(query)
    const text = words(<UnreadableAddress filter={filterIn(params)} params={params} field={field} />)
    expect(text).toContain(named)
    expect(text).toContain(`href="/certificates${left}"`)
    expect(text).not.toContain('\u202e')
    expect(text).not.toContain('a page that this list does not have')
  })

  it('leads to its first page where it has no such page', () => {
    const params = new URLSearchParams('cursor=next&q=pay')
    const page = words(<UnreadableAddress filter={filterIn(params)} params={params} field="cursor" />)
    expect(page).toContain('The address asks for a page that this list does not have')
    expect(page).toContain('href="/certificates?q=pay"')
    const text = words(<RefusedList filter={{ q: 'type:server', cursor: 'next' }} />)
    expect(text).toContain('The address asks for a page that this list does not have')
    expect(text).toContain('href="/certificates?q=type%3Aserver"')
  })
})
