/**
 * Figures, instants and distances as the console writes them, free of words: what a number of seconds is called is
 * the catalogs' business (`lib/i18n`). Everything is UTC and the same on server and client, so nothing shifts when a
 * page hydrates.
 */

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** `18204` → `18,204`. Chinese operators of the console read the same grouping. */
export function formatCount(count: number): string {
  return grouped.format(count)
}

/** How many a list has on all its pages; `10,000+` where they were counted no further. */
export function formatTotal({ total, totalIsLowerBound }: { total: number; totalIsLowerBound: boolean }): string {
  return `${formatCount(total)}${totalIsLowerBound ? '+' : ''}`
}

/** Epoch milliseconds of an RFC 3339 instant, or null where the text is none. */
export function instantOf(value: number | string): number | null {
  const epochMs = typeof value === 'number' ? value : Date.parse(value)
  return Number.isNaN(new Date(epochMs).getTime()) ? null : epochMs
}

/** `2026-11-24`, the day in UTC. */
export function formatUtcDate(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, -14)
}

/** `12:03:11`, or `12:03:11.018` where milliseconds matter. */
export function formatUtcTime(epochMs: number, { milliseconds = false } = {}): string {
  return new Date(epochMs).toISOString().slice(-13, milliseconds ? -1 : -5)
}

/** How much of an instant is written. `second` is for evidence, `minute` for history, `day` for expiry. */
export type InstantPrecision = 'day' | 'minute' | 'second' | 'millisecond' | 'time' | 'time-millisecond'

/** An instant as the console writes it: `2026-11-24 12:03:11 UTC`, `12:03:11 UTC`, `2026-11-24`. */
export function formatInstant(epochMs: number, precision: InstantPrecision): string {
  const date = formatUtcDate(epochMs)
  switch (precision) {
    case 'day':
      return date
    case 'minute':
      return `${date} ${formatUtcTime(epochMs).slice(0, 5)} UTC`
    case 'second':
      return `${date} ${formatUtcTime(epochMs)} UTC`
    case 'millisecond':
      return `${date} ${formatUtcTime(epochMs, { milliseconds: true })} UTC`
    case 'time':
      return `${formatUtcTime(epochMs)} UTC`
    case 'time-millisecond':
      return `${formatUtcTime(epochMs, { milliseconds: true })} UTC`
  }
}

export type DistanceUnit = 'second' | 'minute' | 'hour' | 'day'
export type DistancePart = { readonly unit: DistanceUnit; readonly value: number }
/** One part, or two for hours with minutes: `40 s`, `5 h 56 min`, `26 days`. */
export type Distance = { readonly direction: 'past' | 'future'; readonly parts: readonly DistancePart[] }

/**
 * How far `instant` lies from `now` (both epoch ms), in the coarsest unit that still says something: seconds below a
 * minute, minutes below an hour, hours and minutes below two days, then whole days. Always rounded towards zero, so
 * that "in 26 days" is never more time than there is. What lies less than a second ahead counts as past: "0 s ago".
 */
export function distanceBetween(instant: number, now: number): Distance {
  const span = Math.abs(instant - now)
  return { direction: instant - now >= secondMs ? 'future' : 'past', parts: partsOf(span) }
}

function partsOf(spanMs: number): readonly DistancePart[] {
  if (spanMs < minuteMs) return [{ unit: 'second', value: Math.floor(spanMs / secondMs) }]
  if (spanMs < hourMs) return [{ unit: 'minute', value: Math.floor(spanMs / minuteMs) }]
  if (spanMs >= 2 * dayMs) return [{ unit: 'day', value: Math.floor(spanMs / dayMs) }]
  const hours: DistancePart = { unit: 'hour', value: Math.floor(spanMs / hourMs) }
  const minutes: DistancePart = { unit: 'minute', value: Math.floor((spanMs % hourMs) / minuteMs) }
  return minutes.value === 0 ? [hours] : [hours, minutes]
}

/** Whole days from one instant to another, rounded as distanceBetween rounds them; negative: it has passed. */
export function wholeDaysBetween(from: number, to: number): number {
  return Math.trunc((to - from) / dayMs)
}

/**
 * A hexadecimal value cut into fours for display. The pieces are set apart by margin, never by blanks, so joined they
 * are the value itself: copy, search and screen readers get what the certificate says.
 */
export function groupInFours(value: string): readonly string[] {
  return value.match(/.{1,4}/gsu) ?? []
}

/** A RequestId in pieces of at most four with its hyphens kept at the end of theirs: `7F3A 1C0E- 5B2D- …`. */
export function groupRequestId(requestId: string): readonly string[] {
  return requestId.match(/[^-]{1,4}-?|-/gsu) ?? []
}

/** A value shortened for a table: `head`, an ellipsis, then `tail`. */
export type Shortened = { readonly head: string; readonly tail: readonly string[] }

/** First four and last eight (as 4 + 4) of a serial, or null where the whole is no longer than that. */
export function shortSerial(serial: string): Shortened | null {
  if (serial.length <= 16) return null
  return { head: serial.slice(0, 4), tail: [serial.slice(-8, -4), serial.slice(-4)] }
}

/** First four and last four of a RequestId, or null where the whole is no longer than that. */
export function shortRequestId(requestId: string): Shortened | null {
  if (requestId.length <= 12) return null
  return { head: requestId.slice(0, 4), tail: [requestId.slice(-4)] }
}

/** Where `instant` stands between `from` and `to`, as a share from 0 to 1. An empty interval counts as spent. */
export function shareOf(instant: number, from: number, to: number): number {
  if (to <= from) return 1
  return Math.min(1, Math.max(0, (instant - from) / (to - from)))
}
