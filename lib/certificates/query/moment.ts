import type { Moment, TimeCondition, TimeField } from './query.ts'
import { plain } from './characters.ts'

export type Operator = ':' | '<' | '<=' | '>' | '>='

export const HOUR_MS = 60 * 60 * 1000
export const DAY_MS = 24 * HOUR_MS
/** A month is 30 days and a year 365: an age in a query is a rule of thumb, a date is exact. */
const units: Readonly<Record<string, number>> = {
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
  m: 30 * DAY_MS,
  y: 365 * DAY_MS,
}
/** Longer than this no certificate lives, and every date that it leads to is one that a store can hold. */
const MAX_MS = 1000 * 365 * DAY_MS
/** RFC 5280, 4.1.2.5: 9999 stands for "no end", so it can be asked for. */
const MIN_YEAR = 1900

/** What a word stands for: a date is as long as it is written (`2026-12` a month), the rest has no length. */
type Age = Exclude<Moment, { kind: 'instant' }>
type Reading =
  { kind: 'now' } | { kind: 'age'; moment: Age; isTurned: boolean } | { kind: 'date'; from: number; to: number }

/** `expires<30d`, `issued:2026-11`, `expires:2026-12-01..2026-12-15`; null where the word is no time. */
export function timeCondition(field: TimeField, operator: Operator, word: string): TimeCondition | null {
  const ends = plain(word).split('..')
  if (ends.length === 2 && operator === ':') return between(field, ends)
  const reading = ends.length === 1 ? readingOf(field, plain(word)) : null
  if (reading === null) return null
  switch (reading.kind) {
    case 'date':
      return { field, ...ofDate(operator, reading) }
    case 'now':
      if (operator === ':') return null
      return { field, ...(operator.startsWith('<') ? { from: null, to: soon } : { from: 'now', to: null }) }
    case 'age':
      return { field, ...ofAge(field, operator, reading) }
  }
}

type Bounds = Pick<TimeCondition, 'from' | 'to'>

const soon: Moment = { kind: 'ahead', ms: 0 }

function ofDate(operator: Operator, { from, to }: { from: number; to: number }): Bounds {
  switch (operator) {
    case ':':
      return { from: instant(from), to: instant(to) }
    case '<':
      return { from: null, to: instant(from) }
    case '<=':
      return { from: null, to: instant(to) }
    case '>':
      return { from: instant(to), to: null }
    case '>=':
      return { from: instant(from), to: null }
  }
}

/** "Within 30 days" is what anybody means by an age, written with `:` or `<`. */
function ofAge(
  field: TimeField,
  operator: Operator,
  { moment, isTurned }: { moment: Moment; isTurned: boolean },
): Bounds {
  const isBeyond = operator.startsWith('>')
  if (field !== 'expires') return isBeyond ? { from: null, to: moment } : { from: moment, to: null }
  if (isBeyond) return { from: moment, to: null }
  if (isTurned) return operator === ':' ? { from: moment, to: soon } : { from: null, to: moment }
  return { from: 'now', to: moment }
}

/** Either end may be left out; which of two ages (`now` is one) or dates is typed first says nothing. */
function between(field: TimeField, ends: readonly string[]): TimeCondition | null {
  const [first = '', second = ''] = ends
  const one = first === '' ? null : readingOf(field, first)
  const other = second === '' ? null : readingOf(field, second)
  if ((first !== '' && one === null) || (second !== '' && other === null) || (one ?? other) === null) return null
  const [begin, end] = one !== null && other !== null && isLater(one, other) ? [other, one] : [one, other]
  return { field, from: begin && startOf(begin), to: end && endOf(end) }
}

/** Ms from now on; of a date nobody here knows them. */
function fromNow(reading: Reading): number | null {
  if (reading.kind === 'date') return null
  if (reading.kind === 'now') return 0
  return reading.moment.kind === 'ago' ? -reading.moment.ms : reading.moment.ms
}

function isLater(one: Reading, other: Reading): boolean {
  const [first, second] = [fromNow(one), fromNow(other)]
  if (first !== null && second !== null) return first > second
  return one.kind === 'date' && other.kind === 'date' && one.from >= other.to
}

function startOf(reading: Reading): Moment | 'now' {
  if (reading.kind === 'now') return 'now'
  return reading.kind === 'age' ? reading.moment : instant(reading.from)
}

function endOf(reading: Reading): Moment {
  if (reading.kind === 'now') return soon
  return reading.kind === 'age' ? reading.moment : instant(reading.to)
}

function instant(at: number): Moment {
  return { kind: 'instant', at }
}

function readingOf(field: TimeField, word: string): Reading | null {
  if (word === 'now') return { kind: 'now' }
  const age = /^(-?)(\d{1,6})([hdwmy])$/.exec(word)
  if (age === null) return dateOf(word)
  const [, sign, count, unit = ''] = age
  const ms = Number(count) * (units[unit] ?? 0)
  if (ms > MAX_MS) return null
  const isTurned = sign === '-'
  return { kind: 'age', moment: { kind: (field === 'expires') === isTurned ? 'ago' : 'ahead', ms }, isTurned }
}

/** A year, a month, a day, or a time of RFC 3339 to the minute, second or millisecond; UTC where none is said. */
export function dateOf(word: string): { kind: 'date'; from: number; to: number } | null {
  const form = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:(t\d\d:\d\d(:\d\d(\.\d{3})?)?)(z|[+-]\d\d:\d\d)?)?)?)?$/.exec(word)
  if (form === null) return null
  const [, year, month, day, time, seconds, milliseconds, zone = 'z'] = form
  const on = Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1))
  if (Number(year) < MIN_YEAR || !new Date(on).toISOString().startsWith(word.slice(0, 10))) return null
  if (time === undefined) {
    const to = month === undefined ? Date.UTC(Number(year) + 1, 0) : Date.UTC(Number(year), Number(month), 1)
    return { kind: 'date', from: on, to: day === undefined ? to : on + DAY_MS }
  }
  const from = Date.parse(`${word.slice(0, 10)}${time}${zone}`.toUpperCase())
  if (Number.isNaN(from)) return null
  return { kind: 'date', from, to: from + (milliseconds !== undefined ? 1 : seconds !== undefined ? 1000 : 60_000) }
}

/** What somebody may have meant by a word that is no time: `2026/12/01`, `30 days`, `30`. */
export function likelyTime(word: string): string | null {
  const age = /^(\d{1,6}) ?(?:hours?|days?|weeks?|months?|years?)?$/.exec(plain(word))
  if (age !== null) return `${age[1] ?? ''}${/[a-z]/.exec(plain(word))?.[0] ?? 'd'}`
  const dashed = plain(word)
    .replaceAll(/[/.年月]/g, '-')
    .replace('日', '')
    .replaceAll(/\b\d\b/g, '0$&')
  return dateOf(dashed) === null ? null : dashed
}
