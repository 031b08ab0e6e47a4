import { describe, expect, it } from 'vitest'
import { auditAddressOf, auditExportHref, auditHref } from '#components/audit/audit-address.ts'
import { packRangeOf } from '#components/audit/pack-range.ts'
import { auditConditionsOf } from '#lib/audit/filter.ts'
import { listInput } from '#lib/audit/server/filter-input.ts'
import { paths } from '#lib/core/paths.ts'

const read = (query: string) => auditAddressOf(new URLSearchParams(query))

describe('the address of the audit log', () => {
  it('leads back to itself, the open record included', () => {
    const query = 'action=revoke_certificate&outcome=refused&actor=a%40b.test&cursor=abc&from=2026-11-24&q=x&open=48215'
    const address = read(query)
    if (address === null) throw new Error('unreadable')
    expect(address.open).toBe(48215)
    expect(read(auditHref(address.filter, address.open).split('?')[1] ?? '')).toEqual(address)
  })

  it('opens one record by its sequence', () => {
    expect(read(paths.auditRecord(48215).split('?')[1] ?? '')).toEqual({ filter: {}, open: 48215 })
  })

  it('is the bare page where nothing is asked', () => {
    expect(auditHref(read('q=&action=&from=')?.filter ?? { q: 'unreadable' })).toBe('/audit')
  })

  it.each(['action=burn_everything', 'outcome=great', 'from=yesterday', 'to=x'])('refuses %s', (query) => {
    expect(read(query)).toBeNull()
  })

  it.each(['0', '-1', '1.5', '1e3', 'x', ''])('opens nothing for %s', (open) => {
    expect(read(`open=${open}`)).toEqual({ filter: {}, open: null })
  })

  it('exports the conditions and not the place', () => {
    const filter = { q: 'x', cursor: 'abc', limit: 5 }
    expect(auditExportHref(filter, 'csv', null)).toBe('/api/audit/export?q=x&format=csv')
    expect(auditExportHref(filter, 'jsonl', 7)).toBe('/api/audit/export?q=x&format=jsonl')
  })

  it('names the same last record for a CSV and for its proof', () => {
    const [csv, proof] = (['csv', 'csv-proof'] as const).map((format) => auditExportHref({ q: 'x' }, format, 7))
    expect(csv).toBe('/api/audit/export?q=x&format=csv&head=7')
    expect(proof).toBe('/api/audit/export?q=x&format=csv-proof&head=7')
  })

  it('takes a condition away together with the place', () => {
    expect(auditConditionsOf({ q: 'x', outcome: ['refused'], cursor: 'abc' })).toEqual([
      { field: 'q', values: ['x'], without: { outcome: ['refused'] } },
      { field: 'outcome', values: ['refused'], without: { q: 'x' } },
    ])
  })
})

describe('the time of an evidence pack', () => {
  const day = '2026-11-24'
  const noon = '2026-11-24T20:00:00+08:00'

  it.each([
    ['a day', day, day, '2026-11-24T00:00:00.000Z', '2026-11-25T00:00:00.000Z'],
    [
      'the last day of a leap year’s February',
      day,
      '2028-02-29',
      '2026-11-24T00:00:00.000Z',
      '2028-03-01T00:00:00.000Z',
    ],
    ['an instant of another zone', noon, day, '2026-11-24T12:00:00.000Z', '2026-11-25T00:00:00.000Z'],
    ['an instant that ends it', day, noon, '2026-11-24T00:00:00.000Z', '2026-11-24T12:00:00.000Z'],
  ])('ends where the log ends for the same filter: %s', (_, from, to, begin, end) => {
    expect(packRangeOf({ from, to })).toEqual({ from: begin, to: end })
    const asked = listInput.parse({ from, to })
    expect([asked.from, asked.to]).toEqual([Date.parse(begin), Date.parse(end)])
  })

  it.each([
    [{}, 'both'],
    [{ to: day }, 'from'],
    [{ from: day }, 'to'],
    [{ from: '2026-11-25', to: day }, 'order'],
    [{ from: noon, to: noon }, 'order'],
  ])('is none of %j', (filter, lack) => {
    expect(packRangeOf(filter)).toBe(lack)
  })
})
