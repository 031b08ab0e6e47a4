import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { CertificateRow } from '#components/certificates/list/certificate-row.tsx'
import { english } from '#lib/i18n/catalogs/english.ts'
import { aCertificate } from './a-certificate.ts'

const now = Date.UTC(2026, 10, 24, 12)

function stripOf(isAxisKnown: boolean): string {
  const place = {
    columns: ['name', 'validity'] as const,
    givesWay: false,
    index: 0,
    isCurrent: true,
    isSelected: false,
  }
  const standing = { now, mayRevoke: true, heldOff: null, isOpen: false, onRevoke: () => undefined }
  const axis = { axisFrom: 0, axisTo: 2 * now, isAxisKnown }
  const html = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
      <CertificateRow item={aCertificate({})} {...place} {...axis} {...standing} />
    </NextIntlClientProvider>,
  )
  return /<span class="interval".*?<\/span>/.exec(html)?.[0] ?? ''
}

it('takes its room before the axis is known, and shows no length before that', () => {
  expect(stripOf(false)).toBe('<span class="interval" aria-hidden="true"></span>')
  expect(stripOf(true)).toContain('class="past"')
})
