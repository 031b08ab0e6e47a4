import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  distanceBetween,
  formatCount,
  formatInstant,
  groupInFours,
  groupRequestId,
  instantOf,
  shareOf,
  shortRequestId,
  shortSerial,
  wholeDaysBetween,
} from '#lib/core/format.ts'

// Any code units, lone surrogates too: fc's own binary strings take seconds to set up.
const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units))
const at = Date.parse('2026-11-24T12:03:11.018Z')

describe('figures', () => {
  it('groups thousands', () => {
    expect(formatCount(18204)).toBe('18,204')
    expect(formatCount(0)).toBe('0')
  })
})

describe('instants', () => {
  it('are written in UTC to the precision asked for', () => {
    expect(formatInstant(at, 'day')).toBe('2026-11-24')
    expect(formatInstant(at, 'minute')).toBe('2026-11-24 12:03 UTC')
    expect(formatInstant(at, 'second')).toBe('2026-11-24 12:03:11 UTC')
    expect(formatInstant(at, 'millisecond')).toBe('2026-11-24 12:03:11.018 UTC')
    expect(formatInstant(at, 'time')).toBe('12:03:11 UTC')
    expect(formatInstant(at, 'time-millisecond')).toBe('12:03:11.018 UTC')
  })

  it('survive the year 9999 of certificates that never expire, and years beyond', () => {
    expect(formatInstant(Date.parse('9999-12-31T23:59:59Z'), 'second')).toBe('9999-12-31 23:59:59 UTC')
    expect(formatInstant(8.64e15, 'day')).toBe('+275760-09-13')
  })

  it('tell what is no instant', () => {
    expect(instantOf('2026-11-24T12:03:11.018Z')).toBe(at)
    expect(instantOf(at)).toBe(at)
    expect(instantOf('yesterday')).toBeNull()
    expect(instantOf(Number.MAX_VALUE)).toBeNull()
  })
})

describe('distances', () => {
  const parts = (ms: number) =>
    distanceBetween(at + ms, at)
      .parts.map(({ unit, value }) => `${String(value)} ${unit}`)
      .join(' ')

  it('use the coarsest unit that still says something', () => {
    expect(parts(40_000)).toBe('40 second')
    expect(parts(59_999)).toBe('59 second')
    expect(parts(60_000)).toBe('1 minute')
    expect(parts((5 * 60 + 56) * 60_000)).toBe('5 hour 56 minute')
    expect(parts(2 * 3600_000)).toBe('2 hour')
    expect(parts(47 * 3600_000)).toBe('47 hour')
    expect(parts(48 * 3600_000)).toBe('2 day')
    expect(parts(26.9 * 86_400_000)).toBe('26 day')
  })

  it('know past from future, and call this very instant past', () => {
    expect(distanceBetween(at - 1000, at).direction).toBe('past')
    expect(distanceBetween(at, at).direction).toBe('past')
    expect(distanceBetween(at + 999, at).direction).toBe('past')
    expect(distanceBetween(at + 1000, at).direction).toBe('future')
  })

  it('never promise more time than there is', () => {
    const unitMs = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 }
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e11 }), (ms) => {
        const told = distanceBetween(at + ms, at).parts.reduce((sum, { unit, value }) => sum + value * unitMs[unit], 0)
        expect(told).toBeLessThanOrEqual(ms)
      }),
    )
  })

  it('count the days that they tell, whole ones', () => {
    expect(wholeDaysBetween(Date.parse('2026-11-24T23:59:00Z'), Date.parse('2026-11-25T00:01:00Z'))).toBe(0)
    expect(wholeDaysBetween(at, Date.parse('2026-12-20T23:59:59Z'))).toBe(26)
    expect(wholeDaysBetween(at, Date.parse('2026-11-23T00:00:00Z'))).toBe(-1)
    const days = fc.integer({ min: 2 * 86_400_000, max: 4e11 })
    fc.assert(
      fc.property(days, (ms) => {
        expect(distanceBetween(at + ms, at).parts).toEqual([{ unit: 'day', value: wholeDaysBetween(at, at + ms) }])
      }),
    )
  })
})

describe('identifiers', () => {
  const requestId = '7F3A1C0E-5B2D-4E7F-9A61-2C0D8E4B17F5'
  const serial = '3a7f09e2d15b8c46f3721e90b84d5a6c0be2'

  it('are grouped in fours', () => {
    expect(groupInFours(serial)).toEqual(['3a7f', '09e2', 'd15b', '8c46', 'f372', '1e90', 'b84d', '5a6c', '0be2'])
    expect(groupRequestId(requestId).join(' ')).toBe('7F3A 1C0E- 5B2D- 4E7F- 9A61- 2C0D 8E4B 17F5')
  })

  it('are the value itself when the groups are joined, whatever the value', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        expect(groupInFours(value).join('')).toBe(value)
        expect(groupRequestId(value).join('')).toBe(value)
      }),
    )
  })

  it('are shortened for tables, but only when that makes them shorter', () => {
    expect(shortSerial(serial)).toEqual({ head: '3a7f', tail: ['5a6c', '0be2'] })
    expect(shortSerial('3a7f09e2d15b8c46')).toBeNull()
    expect(shortRequestId(requestId)).toEqual({ head: '7F3A', tail: ['17F5'] })
    expect(shortRequestId('7F3A1C0E')).toBeNull()
  })
})

describe('shares of an interval', () => {
  it('stay within it', () => {
    expect(shareOf(5, 0, 10)).toBe(0.5)
    expect(shareOf(-5, 0, 10)).toBe(0)
    expect(shareOf(50, 0, 10)).toBe(1)
    expect(shareOf(5, 10, 10)).toBe(1)
  })
})
