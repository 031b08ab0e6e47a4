import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { ReadingsSection } from '#components/operations/readings-section.tsx'
import receipt from '#lib/i18n/catalogs/en/receipt.json' with { type: 'json' }
import ui from '#lib/i18n/catalogs/en/ui.json' with { type: 'json' }
import { anOperation, aScheduled } from './an-operation.ts'

function shown(readingsMade: number, of = anOperation): string {
  const readings = Array.from({ length: 40 }, (_, minute) => ({
    at: new Date(Date.UTC(2026, 10, 24, 12, minute)).toISOString(),
    found: 'unreadable',
    failure: 'unreachable',
  }))
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={{ receipt, ui }}>
      <ReadingsSection operation={of({ readings, readingsMade })} renderedAt={0} />
    </NextIntlClientProvider>,
  )
}

describe('the readings back of a receipt', () => {
  it('say that there were more than are kept', () => {
    expect(shown(1_234)).toContain('1,234 readings were made. You see the first and the last 39.')
  })

  it('are tries, each with what kept it, while nothing has been called', () => {
    const tries = shown(40, aScheduled)
    expect(tries).toContain('Tries')
    expect(tries).toContain('the vendor could not be reached')
    expect(tries).not.toContain('could not be read<')
  })

  it('say nothing of the kind where all are shown', () => {
    expect(shown(40)).not.toContain('were made')
  })
})
