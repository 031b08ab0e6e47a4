import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Remarks } from '#components/certificates/detail/remarks.tsx'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import { english } from '#lib/i18n/catalogs/english.ts'
import { aCertificate } from './a-certificate.ts'

function shown(remarks: CertificateDetail['remarks']): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
      <Remarks certificate={aCertificate({ remarks })} />
    </NextIntlClientProvider>,
  )
}

describe('what is weak about a certificate', () => {
  it('is told with where it is written', () => {
    expect(shown(['md5', 'no_purposes'])).toMatch(/signed over MD5.*RFC 6151.*no extKeyUsage/)
    expect(shown(['md5'])).not.toContain('could not be checked')
  })

  it('takes no room where there is nothing', () => {
    expect(shown([])).toBe('')
  })

  it('is not passed over where it could not be checked, and claims no reading then', () => {
    expect(shown(null)).toContain('It could not be checked')
    expect(shown(null)).not.toContain('from the certificate itself')
  })
})
