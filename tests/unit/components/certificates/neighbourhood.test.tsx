import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Neighbourhood } from '#components/certificates/detail/neighbourhood.tsx'
import { parseQuery } from '#lib/certificates/query/parse.ts'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import type { CertificateStatus } from '#lib/certificates/status.ts'
import { english } from '#lib/i18n/catalogs/english.ts'
import { aCertificate } from './a-certificate.ts'

const now = Date.UTC(2026, 10, 24, 12)

/** Nearest first. */
function side(...statuses: CertificateStatus[]) {
  const items = statuses.map((status, at) => ({ ...aCertificate(), identifier: `${status}-${String(at)}`, status }))
  return { items, hasMore: false }
}

function shown(more: Partial<CertificateDetail>): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
      <Neighbourhood certificate={aCertificate(more)} now={now} />
    </NextIntlClientProvider>,
  )
}

/** From the latest to the earliest. */
function relations(more: Partial<CertificateDetail>): (string | undefined)[] {
  const [, body = ''] = shown(more).split('<tbody>')
  return body
    .split('<tr')
    .slice(1)
    .map((row) => /<td[^>]*>(?:<[^>]*>)*([^<]+)/.exec(row)?.[1])
}

describe('certificates of one name', () => {
  it('are replaced by the nearest later one that is valid, and by none that is not', () => {
    const earlier = side('expired', 'expired')
    expect(relations({ succession: { later: side('valid', 'valid'), earlier } })).toEqual([
      'later',
      'replaced by',
      'this one',
      'replaces',
      'earlier',
    ])
    expect(relations({ succession: { later: side('revoked', 'valid'), earlier: side() } })).toEqual([
      'replaced by',
      'later',
      'this one',
    ])
    for (const status of ['revoked', 'expired', 'deleted', 'pending', 'unknown'] as const) {
      expect(relations({ succession: { later: side(status), earlier: side() } })).toEqual(['later', 'this one'])
      expect(relations({ status, succession: { later: side(), earlier } })).toEqual(['this one', 'earlier', 'earlier'])
    }
  })

  it('are counted where they are valid, however far they stand, with the way to all of them', () => {
    const sameName = { total: 3, items: [] }
    for (const status of ['valid', 'pending'] as const) {
      const text = shown({ status, sameName, commonName: 'say "pay".example' })
      expect(text).toContain('3 other valid certificates have its name and type.')
      const [, href = ''] = /href="([^"]*)"/.exec(text) ?? []
      const params = new URL(href.replaceAll('&amp;', '&'), 'https://console.example').searchParams
      expect([params.get('status'), params.get('type')]).toEqual(['valid', 'client'])
      expect(parseQuery(params.get('q') ?? '')).toMatchObject({
        value: { condition: { field: 'cn', text: 'say "pay".example' } },
      })
    }
    expect(shown({})).toContain('nothing replaces it')
  })
})
