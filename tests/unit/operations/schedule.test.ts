import { describe, expect, it } from 'vitest'
import { tolerableSkewMs } from '#lib/cloud/server/errors.ts'
import { withReading, type Reading } from '#lib/operations/reading.ts'
import { DELETION_MARGIN_MS, dueAfter, isGivenUp, nextTryAt } from '#lib/operations/schedule.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** One that fails again and again, tried as soon as it is due: when each try was made. */
function triesOf(dueAt: number, why = 'unreachable'): number[] {
  let tries: Reading[] = []
  const at: number[] = []
  while (!isGivenUp(tries)) {
    const now = nextTryAt({ dueAt, tries })
    at.push(now)
    tries = withReading(tries, { at: now, found: 'unreadable', failure: why })
    if (at.length > 1_000) break
  }
  return at
}

describe('when a scheduled deletion is due', () => {
  it('is after the certificate’s end, by more than a clock may be off without anybody being told', () => {
    expect(dueAfter(1_000)).toBe(1_000 + DELETION_MARGIN_MS)
    expect(DELETION_MARGIN_MS).toBeGreaterThan(tolerableSkewMs)
  })

  it('is tried at once then, and after a failure later and later, at most an hour apart', () => {
    const at = triesOf(5_000)
    expect(at[0]).toBe(5_000)
    const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0))
    expect(pauses.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 32, 60].map((minutes) => minutes * MINUTE))
    expect(Math.max(...pauses)).toBe(HOUR)
  })

  it('is given up when a day of tries has shown nothing', () => {
    const at = triesOf(0)
    expect(at.at(-1)).toBeGreaterThan(24 * HOUR)
    expect(at.at(-1)).toBeLessThan(26 * HOUR)
  })

  it('is not given up while another operation stands in the way: that one waits for a person already', () => {
    expect(triesOf(0, 'operation_open').length).toBeGreaterThan(1_000)
  })
})
