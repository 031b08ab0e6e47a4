import { weeksAround, type Weeks } from '#lib/core/weeks.ts'
import type { CountedAuthority, OverviewCounts } from './schema.ts'

// Which weeks the overview counts, and how many CAs it tells apart. Pure.

/** What has lapsed in the last weeks, and what will in a year. */
export function weeksOfEnds(now: number): Weeks {
  return weeksAround(now, { before: 4, after: 52 })
}

/** Half a year until now, the week of `now` included. */
export function weeksBack(now: number): Weeks {
  return weeksAround(now, { before: 25, after: 1 })
}

/** So many can be told apart by more than their colour; the last of them are the others. */
const SERIES = 6

/** The CAs of which most certificates end; the others are one. Equal ones stand in the order of their Identifiers. */
export function topAuthorities(
  byAuthority: ReadonlyMap<string, readonly number[]>,
  nameOf: (identifier: string) => CountedAuthority['name'],
): Pick<OverviewCounts['ends'], 'authorities' | 'others'> {
  const ranked = [...byAuthority]
    .map(([identifier, counts]) => ({ identifier, name: nameOf(identifier), counts: [...counts] }))
    .filter(({ counts }) => sumOf(counts) > 0)
    .sort((one, other) => sumOf(other.counts) - sumOf(one.counts) || (one.identifier < other.identifier ? -1 : 1))
  if (ranked.length <= SERIES) return { authorities: ranked, others: null }
  const rest = ranked.slice(SERIES - 1)
  return {
    authorities: ranked.slice(0, SERIES - 1),
    others: {
      identifiers: rest.map(({ identifier }) => identifier),
      counts: sumByWeek(rest.map(({ counts }) => counts)),
    },
  }
}

export function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

/** Lists of equal length, added up week by week. */
export function sumByWeek(lists: readonly (readonly number[])[]): number[] {
  return (lists[0] ?? []).map((_, week) => lists.reduce((sum, counts) => sum + (counts[week] ?? 0), 0))
}
