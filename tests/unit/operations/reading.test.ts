import { describe, expect, it } from 'vitest'
import { verdictOf, withReading, type Reading } from '#lib/operations/reading.ts'

describe('readings of an operation that waits for a person', () => {
  const everyMinute = Array.from({ length: 10_000 }, (_, minute): Reading => ({
    at: minute * 60_000,
    found: 'unreadable',
    requestId: `read-${String(minute)}`,
  }))

  it('are kept as the first and the last ones, however long it waits', () => {
    const kept = everyMinute.reduce<Reading[]>(withReading, [])
    expect(kept.length).toBeLessThan(100)
    expect(kept[0]).toBe(everyMinute[0])
    expect(kept.slice(1)).toEqual(everyMinute.slice(1 - kept.length))
  })

  it('still settle it by two that agree', () => {
    const told = [10_001, 10_002].map((minute): Reading => ({ at: minute * 60_000, found: 'not_done' }))
    const readings = [...everyMinute, ...told].reduce<Reading[]>(withReading, [])
    expect(verdictOf({ state: 'needs_human', deadlineAt: 0, readings })).toBe('not_done')
  })
})
