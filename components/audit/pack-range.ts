import type { AuditFilter } from '#lib/audit/filter.ts'

const DAY_MS = 86_400_000

/** The time that an evidence pack of the log is of, RFC 3339: `to` is not included. */
export type PackRange = { readonly from: string; readonly to: string }

/** What a filter lacks to be a time. */
export type RangeLack = 'both' | 'from' | 'to' | 'order'

/** The time that a filter asks for. A day begins and ends in UTC, as it does for the log itself. */
export function packRangeOf({ from, to }: Pick<AuditFilter, 'from' | 'to'>): PackRange | RangeLack {
  if (from === undefined) return to === undefined ? 'both' : 'from'
  if (to === undefined) return 'to'
  const [begin, end] = [Date.parse(from), Date.parse(to) + (isDay(to) ? DAY_MS : 0)]
  return begin < end ? { from: new Date(begin).toISOString(), to: new Date(end).toISOString() } : 'order'
}

/** A day is ten characters long; an instant has its time behind that. */
function isDay(text: string): boolean {
  return text.length === 10
}
