import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { FoundCount } from '#components/certificates/list/found-count.tsx'
import { understandSearch } from '#lib/certificates/search-query.ts'
import { english } from '#lib/i18n/catalogs/english.ts'

function told(typed: string): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
      <FoundCount
        found={{ count: { total: 2, totalIsLowerBound: false }, isOvertaken: false }}
        isNarrowed
        understood={understandSearch(typed)}
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
})
