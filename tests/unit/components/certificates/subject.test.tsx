import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { Subject } from '#components/certificates/writing/subject.tsx'
import ui from '#lib/i18n/catalogs/en/ui.json' with { type: 'json' }
import writes from '#lib/i18n/catalogs/en/writes.json' with { type: 'json' }
import type { WritePreview } from '#lib/certificates/preview.ts'

const readAt = '2026-11-27T12:00:00.000Z'

function shown(notAfter: string, owner = ''): string {
  const certificate = {
    commonName: 'pay.example',
    serialNumber: '5e01',
    type: 'client',
    alias: null,
    caName: 'Issuing CA',
    notAfter,
    revokeTime: null,
  }
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={{ ui, writes }}>
      <Subject preview={{ certificate, owner, gate: [], readAt } as unknown as WritePreview} isGated={false} />
    </NextIntlClientProvider>,
  )
}

it('says how far off the end of a certificate is, seen from its reading', () => {
  expect(shown('2026-12-27T12:00:00.000Z')).toMatch(/in 30 d|in 30 days/)
  expect(shown('2026-11-25T12:00:00.000Z')).toMatch(/2 d(ays)? ago/)
})

it('names the owner where somebody has written one down, as a text of somebody else', () => {
  expect(shown('2026-12-27T12:00:00.000Z')).not.toContain('Owner')
  expect(shown('2026-12-27T12:00:00.000Z', 'Payments\u202e team')).toMatch(/Owner.*Payments/)
  expect(shown('2026-12-27T12:00:00.000Z', 'Payments\u202e team')).not.toContain('\u202e')
})
