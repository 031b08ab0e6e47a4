const DAY_MS = 86_400_000
export const WEEK_MS = 7 * DAY_MS
/** 5 January 1970. */
const FIRST_MONDAY = 4 * DAY_MS

/** So many weeks in a row; the first begins at `from`, a Monday at 00:00 UTC (epoch ms). */
export type Weeks = { readonly from: number; readonly count: number }

/** When the week of `at` began: Monday, 00:00 UTC. UTC knows no daylight saving, so that every week is as long as any. */
export function mondayOf(at: number): number {
  return Math.floor((at - FIRST_MONDAY) / WEEK_MS) * WEEK_MS + FIRST_MONDAY
}

/** `before` weeks, the week of `now`, and what is left of `after` weeks that begin with it. */
export function weeksAround(now: number, { before, after }: { before: number; after: number }): Weeks {
  return { from: mondayOf(now) - before * WEEK_MS, count: before + after }
}

export function endOfWeeks({ from, count }: Weeks): number {
  return from + count * WEEK_MS
}

/** When each of them begins. */
export function beginnings({ from, count }: Weeks): number[] {
  return Array.from({ length: count }, (_, week) => from + week * WEEK_MS)
}
