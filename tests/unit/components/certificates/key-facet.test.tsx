import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { FacetsPanel } from '#components/certificates/list/facets-panel.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import type { CertificateFacets } from '#lib/certificates/schema.ts'
import { english } from '#lib/i18n/catalogs/english.ts'

const facets: CertificateFacets = {
  status: { deleted: 0, unknown: 0, pending: 0, revoked: 0, expired: 0, valid: 12, expiring: 0 },
  type: { client: 12, server: 0 },
  ca: [],
  key: [
    { algorithm: 'RSA', keySize: 2048, count: 7 },
    { algorithm: 'RSA', keySize: 1024, count: 4 },
    { algorithm: 'ECC', keySize: 256, count: 1 },
  ],
  expiry: [],
  flags: { noCrl: 0, noReplacement: 0, noOperation: 0 },
  validity: null,
}

/** The choices of the group, each with its count, the chosen one marked. */
function keysShown(filter: CertificateFilter, shown: CertificateFacets | undefined): string[] {
  const html = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
      <FacetsPanel
        filter={filter}
        reading={null}
        go={() => undefined}
        facets={shown}
        isAwaited={false}
        summary={null}
      />
    </NextIntlClientProvider>,
  )
  const group = /<fieldset[^>]*><legend[^>]*>Key<\/legend>(.*?)<\/fieldset>/s.exec(html)?.[1] ?? ''
  return group
    .split('<label')
    .slice(1)
    .map((label) => {
      const words = (label.split('</label>')[0] ?? '').replace(/^[^>]*>/, '').replaceAll(/<[^>]*>/g, ' ')
      return `${words.replaceAll(/\s+/g, ' ').trim()}${label.includes('checked=""') ? ' *' : ''}`
    })
}

describe('the keys that a list can be narrowed by', () => {
  it('stand by name, each with its count', () => {
    expect(keysShown({ algorithm: ['RSA_1024'] }, facets)).toEqual(['ECC 256 1', 'RSA 1024 4 *', 'RSA 2048 7'])
  })

  it('are not there before they are known', () => {
    expect(keysShown({}, undefined)).toEqual([])
  })
})
