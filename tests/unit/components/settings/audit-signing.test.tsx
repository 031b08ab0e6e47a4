import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { AuditSigning } from '#components/settings/audit-signing.tsx'
import audit from '#lib/i18n/catalogs/en/audit.json' with { type: 'json' }
import settings from '#lib/i18n/catalogs/en/settings.json' with { type: 'json' }
import type { Settings } from '#lib/settings/schema.ts'

const id = '0123456789abcdef'.repeat(4)
const last = { sequence: 1_200, at: '2026-11-28T08:00:00.000Z', keyId: id }

function shown(checkpoints: Settings['checkpoints'], place: Settings['auditKey']['place'] = 'with_log'): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={{ audit, settings }}>
      <AuditSigning auditKey={{ id, place }} checkpoints={checkpoints} />
    </NextIntlClientProvider>,
  )
}

it('names the key, whole', () => {
  expect(shown({ last, head: 1_234, refused: null }).replaceAll(/<[^>]*>/g, '')).toContain(id)
})

it.each(['with_log', 'same_machine', 'apart'] as const)('says what a key that lies "%s" protects against', (place) => {
  expect(shown({ last, head: 1_234, refused: null }, place)).toContain(settings.standing.auditKeyPlace[place])
})

it('says how far the log is signed, since when, and how far that is behind', () => {
  const text = shown({ last, head: 1_234, refused: null })
  expect(text).toContain('#1,200')
  expect(text).toContain('2026-11-28')
  expect(text).toContain('34 records since')
  expect(shown({ last, head: 1_200, refused: null })).toContain('nothing is left unsigned')
  expect(shown({ last: null, head: 3, refused: null })).toContain(settings.standing.noCheckpoint)
})

it('is loud when signing has stopped', () => {
  const text = shown({ last, head: 1_234, refused: { sequence: 1_210, problem: 'record' } })
  expect(text).toContain('role="alert"')
  expect(text).toContain('Signing has stopped at #1,210')
  expect(text).toContain(audit.verify.problem.record)
})
