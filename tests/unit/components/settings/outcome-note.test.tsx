import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { OutcomeNote, outcomeOf, type Outcome } from '#components/settings/outcome-note.tsx'
import settings from '#lib/i18n/catalogs/en/settings.json' with { type: 'json' }

const refused = (code: string, failure?: string) => ({ ok: false as const, error: { code, failure } })

describe('how a press in the settings ended', () => {
  it.each([
    ['nothing yet', { data: undefined, isError: false }, null],
    ['done', { data: { ok: true as const }, isError: false }, 'done'],
    ['refused', { data: refused('last_admin'), isError: false }, 'failed'],
    ['a store that was full', { data: refused('store_unavailable', 'full'), isError: false }, 'failed'],
    ['a connection that was lost while it was stored', { data: refused('internal'), isError: false }, 'lost'],
    ['no answer', { data: undefined, isError: true }, 'lost'],
  ] as const)('%s', (_name, ended, outcome) => {
    expect(outcomeOf(ended)).toBe(outcome)
  })

  it('is in sight, and a lost answer is not called a failure', () => {
    const shown = (outcome: Outcome | null) =>
      renderToStaticMarkup(
        <NextIntlClientProvider locale="en" timeZone="UTC" messages={{ settings }}>
          <OutcomeNote outcome={outcome} failed="Not changed." done="Changed." />
        </NextIntlClientProvider>,
      )
    expect(shown('failed')).toContain('Not changed.')
    expect(shown('done')).toContain('Changed.')
    expect(shown('lost')).not.toContain('Not changed.')
    for (const outcome of ['failed', 'done', 'lost'] as const) expect(shown(outcome)).not.toContain('sr-only')
    expect(shown(null)).toContain('sr-only')
  })
})
