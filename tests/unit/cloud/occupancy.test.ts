import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockAfter, freeAfter, rebateMs, type CallEnd } from '#lib/cloud/server/limiter/occupancy.ts'
import { isStale, nextLook, noBlock, takeableSlots } from '#lib/cloud/server/limiter/slots.ts'

const answered: CallEnd = { respondedAt: 50_000, rttMs: 40, throttled: false, retryAfterMs: null, timedOut: false }

describe('when a slot is free again', () => {
  it.each<[name: string, end: Partial<CallEnd>, rebate: number, freeAt: number]>([
    ['a second after the answer', {}, 0, 51_002],
    ['earlier by the rebate', {}, 32, 50_970],
    ['two seconds after a call without an answer, rebate or not', { timedOut: true }, 32, 52_000],
    [
      'two seconds after the deadline of a write whose connection was lost before it',
      { timedOut: true, mayRunUntil: 58_000 },
      32,
      60_000,
    ],
    ['two seconds after a write that was given up late', { timedOut: true, mayRunUntil: 49_000 }, 0, 52_000],
    ['no later for a deadline when there was an answer', { mayRunUntil: 58_000 }, 0, 51_002],
    ['at once when nothing was sent', { timedOut: true, notSent: true }, 32, 50_000],
    ['a second after a refusal too', { throttled: true }, 0, 51_002],
  ])('%s', (_name, end, rebate, freeAt) => {
    expect(freeAfter({ ...answered, ...end }, rebate)).toBe(freeAt)
  })

  it.each<[mode: 'fast' | 'provable', responses: number, minRttMs: number | null, rebate: number]>([
    ['fast', 30, 50, 40],
    ['fast', 29, 50, 0],
    ['fast', 300, null, 0],
    ['fast', 300, 5_000, 1_002],
    ['provable', 300, 50, 0],
  ])('%s after %i answers, the fastest in %s ms: a rebate of %i ms', (mode, responses, minRttMs, rebate) => {
    expect(rebateMs(mode, { responses, minRttMs })).toBe(rebate)
  })

  it('a throttling answer blocks for as long as it asks, up to an hour', () => {
    expect(blockAfter(answered)).toBeNull()
    expect(blockAfter({ ...answered, throttled: true })).toBe(51_000)
    expect(blockAfter({ ...answered, throttled: true, retryAfterMs: 300 })).toBe(50_300)
    expect(blockAfter({ ...answered, throttled: true, retryAfterMs: 300_000 })).toBe(350_000)
    expect(blockAfter({ ...answered, throttled: true, retryAfterMs: 86_400_000 })).toBe(3_650_000)
  })
})

describe('slots as they are read', () => {
  const now = 100_000
  const row = (slot: number, more: object = {}) => ({ slot, freeAt: 0, holder: null, leaseUntil: 0, ...more })

  it('may be held when free, or when their holder died', () => {
    const rows = [
      row(0),
      row(1, { freeAt: now }),
      row(2, { freeAt: now + 1 }),
      row(3, { holder: 'a', leaseUntil: now + 1 }),
      row(4, { holder: 'a', leaseUntil: now }),
      row(5, { holder: 'a', leaseUntil: now, freeAt: now + 1 }),
    ]
    expect(takeableSlots({ now, block: noBlock, rows }).map(({ slot }) => slot)).toEqual([0, 1, 4])
    expect(takeableSlots({ now, block: { at: now, until: now + 1 }, rows })).toEqual([])
  })

  it('are looked at again when one can be free, never later than every 50 ms while any is in use', () => {
    expect(nextLook({ now, block: noBlock, rows: [row(0, { freeAt: now + 700 })] })).toBe(now + 700)
    const inUse = row(1, { holder: 'a', leaseUntil: now + 9_000 })
    expect(nextLook({ now, block: noBlock, rows: [row(0, { freeAt: now + 700 }), inUse] })).toBe(now + 50)
    expect(nextLook({ now, block: { at: now, until: now + 3_000 }, rows: [inUse] })).toBe(now + 3_000)
  })

  it('are stale only where no call can have stamped them', () => {
    const stamps = fc.record({
      freeAt: fc.integer({ min: 0, max: now + 31_000 }),
      leaseUntil: fc.integer({ min: 0, max: now + 31_000 }),
    })
    fc.assert(
      fc.property(stamps, fc.integer({ min: 0, max: 3_600_000 }), (stamp, ms) => {
        const block = { at: now + 1_000, until: now + 1_000 + ms }
        expect(isStale({ now, block, rows: [row(0, stamp)] })).toBe(false)
      }),
    )
    expect(isStale({ now, block: noBlock, rows: [row(0, { freeAt: now + 31_001 })] })).toBe(true)
    expect(isStale({ now, block: noBlock, rows: [row(0, { leaseUntil: now + 31_001 })] })).toBe(true)
    expect(isStale({ now, block: { at: now + 1_001, until: now + 1_500 }, rows: [row(0)] })).toBe(true)
    expect(isStale({ now, block: { at: now + 1_001, until: now }, rows: [row(0)] })).toBe(false)
  })
})
