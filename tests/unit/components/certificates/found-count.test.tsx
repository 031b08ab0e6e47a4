import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { FoundCount } from '#components/certificates/list/found-count.tsx'
import { understoodAs } from '#components/certificates/list/typed/reading.ts'
import { understandSearch } from '#lib/certificates/search-query.ts'
import { english } from '#lib/i18n/catalogs/english.ts'

function told(typed: string, understood = understandSearch(typed)): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
      <FoundCount
        found={{ count: { total: 2, totalIsLowerBound: false }, isOvertaken: false }}
        isNarrowed
        understood={understood}
      />
    </NextIntlClientProvider>,
  )
}

describe('how a search was understood', () => {
  it('is told where two letters find less than three would', () => {
    expect(told('ay')).toContain('beginning of a word')
    expect(told('pay')).not.toContain('beginning of a word')
    expect(told('支付')).not.toContain('beginning of a word')
    expect(told('é')).not.toContain('beginning of a word')
  })

  it.each([
    ['pay-gateway', 'as text'],
    ['9c41ad', 'as serial or text'],
    ['9c41ad0b7e2f', 'as serial, SHA-256, or text'],
    ['9c41ad0b7e2f63d58a1c04be97f3602d', 'as Identifier, serial, SHA-256, MD5, or text'],
    ['9c:41:ad:0b:7e:2f:63:d5:8a:1c:04:be:97:f3:60:2d', 'as serial, SHA-256, MD5, or text'],
    ['ab'.repeat(32), 'as Identifier, SHA-256, or text'],
    ['7D2F1C08-93AB-5E64-B0D7-2A81F46C95E3', 'as Identifier, RequestId, serial, SHA-256, MD5, or text'],
    ['-----BEGIN CERTIFICATE-----\nAQIDBAUG\n-----END CERTIFICATE-----', 'as the certificates in the PEM'],
    ['Certificate:\n    Data:\n        Serial Number: 4660 (0x1234)', 'as what openssl printed'],
  ])('is told of %j', (typed, kinds) => {
    expect(told(typed)).toContain(`Searched ${kinds}.`)
  })

  it('names a kind once where several texts have to hold', () => {
    expect(told('agv AND tsn', understoodAs('agv AND tsn'))).toContain('Searched as text.')
    expect(told('"agv" 9c41ad', understoodAs('"agv" 9c41ad'))).toContain('Searched as text or serial.')
  })

  it('is not told where nothing was searched for', () => {
    expect(told('')).not.toContain('Searched')
    expect(told('x')).not.toContain('Searched')
  })
})
