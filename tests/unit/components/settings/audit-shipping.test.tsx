import { NextIntlClientProvider } from 'next-intl'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { ShippingLate } from '#components/audit/shipping-late.tsx'
import { AuditShipping } from '#components/settings/audit-shipping.tsx'
import { shippingFailures, type ShippingStanding } from '#lib/audit/shipping.ts'
import ui from '#lib/i18n/catalogs/en/ui.json' with { type: 'json' }
import audit from '#lib/i18n/catalogs/en/audit.json' with { type: 'json' }
import settings from '#lib/i18n/catalogs/en/settings.json' with { type: 'json' }

const level: ShippingStanding = {
  kind: 'syslog',
  address: 'tls://siem.example:6514',
  sequence: 1_200,
  head: 1_200,
  behind: 0,
  lagMs: null,
  isLate: false,
  shippedAt: '2026-11-28T08:00:00.000Z',
  failure: null,
}
const times = {
  since: '2026-11-28T07:00:00.000Z',
  at: '2026-11-28T08:00:00.000Z',
  nextTryAt: '2026-11-28T08:01:00.000Z',
}

const shown = (...destinations: ShippingStanding[]) => textOf(<AuditShipping destinations={destinations} />)

function textOf(element: ReactNode): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={{ audit, ui, settings }}>
      {element}
    </NextIntlClientProvider>,
  ).replaceAll(/<[^>]*>/g, ' ')
}

it('says what is missing where there is no destination', () => {
  expect(shown()).toContain('RESCIND_AUDIT_SHIP_SYSLOG')
})

it('names each destination and how far it is', () => {
  const text = shown(level, {
    ...level,
    kind: 'file',
    address: '/mnt/apart/audit.jsonl',
    sequence: 1_197,
    behind: 3,
    lagMs: 4_000,
  })
  expect(text).toContain('tls://siem.example:6514')
  expect(text).toContain('Record 1,200 of 1,200')
  expect(text).toContain(settings.standing.shipping.level)
  expect(text).toContain('/mnt/apart/audit.jsonl')
  expect(text).toMatch(/3 records behind, for 4\ss/)
})

it('says that only a checkpoint is missing', () => {
  expect(shown({ ...level, lagMs: 61_000 })).toContain('A signed checkpoint is still to go')
})

it.each(shippingFailures)('says since when it fails, and why: %s', (cause) => {
  const text = shown({ ...level, failure: { cause, detail: 'E-CODE', ...times } })
  expect(text).toContain('2026-11-28')
  expect(text).toContain(settings.standing.shipping.failures[cause].split('{')[0])
})

it('shows an address as text, whatever is in it', () => {
  expect(shown({ ...level, kind: 'file', address: '/var/\u202Elog/<b>' })).not.toContain('\u202E')
})

it('is said above the log where it is late, and only there', () => {
  const late = {
    ...level,
    kind: 'webhook',
    address: 'https://siem.example/…',
    behind: 9,
    lagMs: 700_000,
    isLate: true,
  } as const
  const notice = (...destinations: ShippingStanding[]) => textOf(<ShippingLate destinations={destinations} />)
  expect(notice(level, { ...level, lagMs: 9_000, behind: 3 })).toBe('')
  expect(notice(level, late)).toContain('A copy of this log elsewhere is behind')
  expect(notice(level, late)).toContain('https://siem.example/…')
  expect(notice(level, late)).not.toContain(level.address)
  expect(notice(late, { ...late, kind: 'file' })).toContain('2 copies of this log elsewhere are behind')
})
