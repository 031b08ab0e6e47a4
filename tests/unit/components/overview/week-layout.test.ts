import { describe, expect, it } from 'vitest'
import { fullestWeek, monthMarks, placeOf, roundScale } from '#components/overview/week-layout.ts'
import { endsHref, laterHref, weekEndsHref } from '#components/overview/timeline-links.ts'
import { mondayOf, WEEK_MS, weeksAround } from '#lib/core/weeks.ts'
import { topAuthorities } from '#lib/overview/timeline.ts'

const monday = Date.UTC(2026, 10, 23)

describe('a week', () => {
  it('begins on Monday at midnight in UTC, whichever of its moments is asked for', () => {
    for (const at of [monday, monday + 1, monday + WEEK_MS - 1]) expect(mondayOf(at)).toBe(monday)
    expect(mondayOf(monday - 1)).toBe(monday - WEEK_MS)
    // The Friday on which 2027 begins is in a week of 2026; 1970 began on a Thursday; and before it, too.
    expect(mondayOf(Date.UTC(2027, 0, 1))).toBe(Date.UTC(2026, 11, 28))
    expect(mondayOf(0)).toBe(Date.UTC(1969, 11, 29))
    expect(mondayOf(Date.UTC(1969, 11, 28))).toBe(Date.UTC(1969, 11, 22))
  })

  it('is as long in March and October as in any month', () => {
    for (const at of [Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1), Date.UTC(2028, 1, 29)]) {
      expect(new Date(mondayOf(at)).getUTCDay()).toBe(1)
      expect(mondayOf(mondayOf(at) + WEEK_MS)).toBe(mondayOf(at) + WEEK_MS)
    }
  })
})

describe('a scale', () => {
  it.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [5, [0, 2, 4, 6]],
    [8, [0, 2, 4, 6, 8]],
    [653, [0, 200, 400, 600, 800]],
    [1_000_000, [0, 500_000, 1_000_000]],
  ])('for at most %d is %j', (most, scale) => {
    expect(roundScale(most)).toEqual(scale)
  })

  it('is never exceeded, of whole figures and of few', () => {
    for (let most = 1; most < 5_000; most += 7) {
      const scale = roundScale(most)
      expect(scale.at(-1)).toBeGreaterThanOrEqual(most)
      expect(scale.every(Number.isInteger)).toBe(true)
      expect(scale.length).toBeLessThanOrEqual(6)
    }
  })
})

describe('a plot of weeks', () => {
  const weeks = weeksAround(monday + 3 * 86_400_000, { before: 4, after: 52 })

  it('names each month where its first day is, far enough apart', () => {
    const marks = monthMarks(weeks)
    expect(marks.map(({ month }) => month)).toEqual([
      '2026-11',
      '2026-12',
      ...Array.from({ length: 11 }, (_, index) => `2027-${String(index + 1).padStart(2, '0')}`),
    ])
    for (const [index, { x }] of marks.slice(1).entries())
      expect(Math.round((x - (marks[index]?.x ?? 0)) * 56)).toBeGreaterThanOrEqual(4)
  })

  it('places an instant in its weeks, and none beyond them', () => {
    expect(placeOf(weeks.from, weeks)).toBe(0)
    expect(placeOf(weeks.from + 28 * WEEK_MS, weeks)).toBe(0.5)
    expect(placeOf(weeks.from - 1, weeks)).toBeNull()
    expect(placeOf(weeks.from + 56 * WEEK_MS, weeks)).toBeNull()
  })

  it('finds the fullest week, the first of equal ones', () => {
    expect(fullestWeek([1, 3, 2, 3])).toEqual({ week: 1, count: 3 })
    expect(fullestWeek([0, 0])).toBeNull()
    expect(fullestWeek([])).toBeNull()
  })
})

describe('the lists behind the timeline', () => {
  const weeks = { from: monday, count: 2 }

  it('are addresses with the week, the CA and the status', () => {
    expect(weekEndsHref(weeks, 1, ['ca-1'])).toBe(
      '/certificates?status=expired&status=valid&ca=ca-1&expires_before=2026-12-07&expires_after=2026-11-30&sort=not_after',
    )
    expect(endsHref(weeks)).toBe(
      '/certificates?status=expired&status=valid&expires_before=2026-12-07&expires_after=2026-11-23&sort=not_after',
    )
    expect(laterHref(weeks)).toBe('/certificates?status=valid&expires_after=2026-12-07&sort=not_after')
  })

  it('are none where an address would be too long for a proxy', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `ca-${String(index)}`)
    expect(endsHref(weeks, many(100))).not.toBeNull()
    expect(endsHref(weeks, many(101))).toBeNull()
  })

  it('are none of certificates that name no CA, alone or among others: the list would be another one', () => {
    expect(endsHref(weeks, [''])).toBeNull()
    expect(weekEndsHref(weeks, 1, ['ca-1', ''])).toBeNull()
  })
})

describe('the CAs of the timeline', () => {
  const nameOf = (identifier: string) => (identifier === 'ca-unread' ? null : identifier.toUpperCase())
  const many = (count: number) =>
    new Map(Array.from({ length: count }, (_, index) => [`ca-${String(index + 10)}`, [index + 1, 1]]))

  it('are told apart as long as there are six of them', () => {
    const { authorities, others } = topAuthorities(many(6), nameOf)
    expect(authorities.map(({ identifier }) => identifier)).toEqual([
      'ca-15',
      'ca-14',
      'ca-13',
      'ca-12',
      'ca-11',
      'ca-10',
    ])
    expect(others).toBeNull()
  })

  it('are the five with most, and the others as one, of forty', () => {
    const { authorities, others } = topAuthorities(many(40), nameOf)
    expect(authorities.map(({ name }) => name)).toEqual(['CA-49', 'CA-48', 'CA-47', 'CA-46', 'CA-45'])
    expect(others?.identifiers).toHaveLength(35)
    expect(others?.counts).toEqual([(35 * 36) / 2, 35])
  })

  it('stand in one order when they have equally many, and not at all when they have none', () => {
    const found = topAuthorities(
      new Map([
        ['ca-2', [1]],
        ['ca-1', [1]],
        ['ca-unread', [2]],
        ['ca-0', [0]],
      ]),
      nameOf,
    )
    expect(found.authorities.map(({ identifier }) => identifier)).toEqual(['ca-unread', 'ca-1', 'ca-2'])
    expect(found.authorities[0]?.name).toBeNull()
  })
})
