import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { meterOf } from '#components/certificates/list/meter.ts'
import { MirrorMeter } from '#components/certificates/list/mirror-meter.tsx'
import { NextTry } from '#components/shell/states/vendor-unreachable.tsx'
import { english } from '#lib/i18n/catalogs/english.ts'
import type { SyncStatus } from '#lib/sync/schema.ts'

const now = Date.UTC(2026, 10, 24, 12)
const MINUTE = 60_000
const at = (ms: number) => new Date(now + ms).toISOString()
const looked = { readAt: now, now }
const settled: SyncStatus = {
  asOf: at(-40_000),
  complete: true,
  seen: 18_204,
  vendorTotal: 18_204,
  running: null,
  unreachable: null,
  requestedAt: null,
  missing: null,
  workerSeenAt: at(-10_000),
  unwritable: null,
}

describe('meterOf', () => {
  it('is content with a complete pass', () => {
    expect(meterOf(settled, looked)).toMatchObject({ state: 'complete', seen: 18_204, share: 1, isDoubtful: false })
  })

  it('keeps the last pass in sight while another one runs', () => {
    const running = { startedAt: at(0), pages: 3, pageCount: 12, seen: 300, vendorTotal: 18_204 }
    expect(meterOf({ ...settled, running }, looked)).toMatchObject({ state: 'complete', seen: 18_204 })
    const first = meterOf({ ...settled, asOf: null, complete: false, seen: null, vendorTotal: null, running }, looked)
    expect(first).toMatchObject({ state: 'reading', seen: 300, total: 18_204 })
    expect(first.share).toBeCloseTo(300 / 18_204)
  })

  it.each([
    ['incomplete', { complete: false, seen: 990, vendorTotal: 1000 }],
    ['stopped', { workerSeenAt: at(-120_000) }],
    ['stopped', { workerSeenAt: null }],
    ['never', { asOf: null, workerSeenAt: null }],
  ] as const)('doubts what it must: %s', (state, over) => {
    expect(meterOf({ ...settled, ...over }, looked)).toMatchObject({ state, isDoubtful: true })
  })

  it('says that an administrator is asked', () => {
    const missing = {
      passId: 1,
      count: 40,
      sample: [],
      askedAt: at(0),
      state: 'open' as const,
      decidedBy: null,
      decidedAt: null,
    }
    expect(meterOf({ ...settled, complete: false, missing }, looked).state).toBe('asking')
  })
})

describe('the meter of a page that has heard nothing for a while', () => {
  const shown = (sync: Partial<SyncStatus>, readAt: number) =>
    renderToStaticMarkup(
      <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
        <MirrorMeter sync={{ ...settled, ...sync }} readAt={readAt} renderedAt={now} />
      </NextIntlClientProvider>,
    ).replaceAll(/<[^>]*>/g, '')
  const longAgo = now - 10 * MINUTE
  const wasSeen = { asOf: at(-11 * MINUTE), workerSeenAt: at(-10 * MINUTE - 5_000) }

  it('says how old its own knowledge is, and nothing of the worker', () => {
    const told = '18,204 of 18,204 read, 11 min ago; what this page knows is 10 min old'
    expect(shown(wasSeen, longAgo)).toBe(told)
    expect(shown({ ...wasSeen, workerSeenAt: at(-20 * MINUTE) }, longAgo)).toBe(told)
    expect(shown({ ...wasSeen, complete: false }, longAgo)).toBe(told)
  })

  it('says it of a list that was not read to its end, too', () => {
    const running = { startedAt: at(-11 * MINUTE), pages: 3, pageCount: 12, seen: 300, vendorTotal: 18_204 }
    const unread = { asOf: null, complete: false, seen: null, vendorTotal: null }
    const told = 'Not everything had been read yet 10 min ago'
    expect(shown({ ...unread, running }, longAgo)).toBe(told)
    expect(shown(unread, longAgo)).toBe(told)
    expect(shown({ ...unread, running }, now)).toBe('Reading for the first time, 300 of 18,204reading page 3 of 12')
  })

  it('tells at which page a pass is, beside what the last one has found, but no page beyond the last', () => {
    const running = { startedAt: at(-5_000), pages: 13, pageCount: 12, seen: 300, vendorTotal: 18_204 }
    expect(shown({ running }, now)).toMatch(/^18,204 of 18,204 read, .*reading page 12 of 12$/)
    expect(shown({ running: { ...running, pageCount: null } }, now)).not.toContain('reading page')
  })

  it('calls a worker silent by when it was looked for, however long that is ago', () => {
    expect(shown({ workerSeenAt: at(-80_000) }, now - 20_000)).not.toContain('does not run')
    expect(shown({ workerSeenAt: at(-120_000) }, now - 20_000)).toContain('the worker does not run')
  })
})

describe('the next try at the vendor', () => {
  const told = (nextTryAt: number) =>
    renderToStaticMarkup(
      <NextIntlClientProvider locale="en" timeZone="UTC" messages={english}>
        <NextTry at={nextTryAt} renderedAt={now} />
      </NextIntlClientProvider>,
    )

  it('is told until it comes and while it may take, and not for ever after', () => {
    expect(told(now + 20_000)).toContain('Next try')
    expect(told(now - 5_000)).toBe('Asking again now.')
    expect(told(now - 10 * MINUTE)).toBe('')
  })
})
