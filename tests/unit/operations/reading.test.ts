import { describe, expect, it } from 'vitest'
import { readingsMade, verdictOf, withReading, type Reading } from '#lib/operations/reading.ts'

describe('readings of an operation that waits for a person', () => {
  const everyMinute = Array.from({ length: 10_000 }, (_, minute): Reading => ({
    at: minute * 60_000,
    found: 'unreadable',
    requestId: `read-${String(minute)}`,
  }))

  it('are kept as the first and the last ones, however long it waits', () => {
    const kept = everyMinute.reduce<Reading[]>(withReading, [])
    expect(kept.length).toBeLessThan(100)
    expect(kept[0]).toMatchObject({ requestId: 'read-0' })
    expect(kept.slice(1)).toMatchObject(everyMinute.slice(1 - kept.length))
  })

  it('are all counted, also those that are not kept', () => {
    const kept = everyMinute.reduce<Reading[]>(withReading, [])
    expect(readingsMade(kept)).toBe(10_000)
    expect(kept.map(({ nth }) => nth)).toEqual([1, ...kept.slice(1).map((_, index) => 10_002 - kept.length + index)])
    expect(readingsMade([])).toBe(0)
  })

  it('of a store that did not count yet are those that it kept', () => {
    const uncounted = everyMinute.slice(0, 3)
    expect(readingsMade(uncounted)).toBe(3)
    expect(readingsMade(withReading(uncounted, { at: 4 * 60_000, found: 'done' }))).toBe(4)
  })

  it('still settle it by two that agree', () => {
    const told = [10_001, 10_002].map((minute): Reading => ({ at: minute * 60_000, found: 'not_done' }))
    const readings = [...everyMinute, ...told].reduce<Reading[]>(withReading, [])
    expect(verdictOf({ state: 'needs_human', deadlineAt: 0, readings })).toBe('not_done')
  })
})
