import { formatUtcDate } from '#lib/core/format.ts'
import { beginnings, endOfWeeks, WEEK_MS, type Weeks } from '#lib/core/weeks.ts'

// Where things stand in a plot of weeks, in shares from 0 to 1: of its width from the left, of its height from below. Pure.

/** Round figures from 0 to at least `most`, three to five steps of 1, 2 or 5 times a power of ten; whole ones. */
export function roundScale(most: number): number[] {
  const rough = Math.max(1, most / 4)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough
  return Array.from({ length: Math.max(1, Math.ceil(most / step)) + 1 }, (_, index) => index * step)
}

/** The weeks in which a month begins, with its name. */
export function monthMarks(weeks: Weeks): { month: string; x: number }[] {
  const monthAt = (at: number) => formatUtcDate(at).slice(0, 7)
  return beginnings(weeks).flatMap((from, week) => {
    const month = monthAt(from + WEEK_MS - 1)
    return month === monthAt(from - 1) ? [] : [{ month, x: week / weeks.count }]
  })
}

/** Where an instant stands; null where it is in none of the weeks. */
export function placeOf(at: number, weeks: Weeks): number | null {
  const share = (at - weeks.from) / (endOfWeeks(weeks) - weeks.from)
  return share < 0 || share >= 1 ? null : share
}

/** The week that has most of all, the first of equal ones; null where none has any. */
export function fullestWeek(totals: readonly number[]): { week: number; count: number } | null {
  const most = Math.max(0, ...totals)
  return most === 0 ? null : { week: totals.indexOf(most), count: most }
}
