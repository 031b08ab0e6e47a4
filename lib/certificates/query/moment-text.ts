import { DAY_MS, dateOf, HOUR_MS } from './moment.ts'
import type { Moment, TimeCondition } from './query.ts'

const YEAR_MS = 365 * DAY_MS
/** No date is written with more digits (9999 is the last year). */
const AFTER_ALL = Date.UTC(10_000, 0)

/** A condition on a time as it is typed behind the field's name. */
export function formatTimes({ field, from, to }: TimeCondition): string {
  const isSince = field !== 'expires'
  if (from !== null && to !== null) return ofBoth(isSince, from, to)
  if (from === 'now') return '>now'
  if (from?.kind === 'instant') {
    return from.at < AFTER_ALL ? `>=${startWord(from.at)}` : `>${new Date(from.at - 1).toISOString()}`
  }
  if (from !== null) return `${isSince ? '<' : '>'}${ageWord(isSince, from)}`
  if (to === null) return ':..'
  if (to.kind === 'instant') {
    return to.at < AFTER_ALL ? `<${startWord(to.at)}` : `<=${new Date(to.at - 1).toISOString()}`
  }
  if (isNow(to)) return '<now'
  if (isSince) return `>${ageWord(isSince, to)}`
  return `${to.kind === 'ago' ? '<' : ':..'}${ageWord(isSince, to)}`
}

function ofBoth(isSince: boolean, from: Moment | 'now', to: Moment): string {
  if (from === 'now') {
    return !isSince && to.kind === 'ahead' ? `<${ageWord(isSince, to)}` : `:now..${endWord(isSince, to)}`
  }
  if (from.kind === 'instant') {
    return `:${(to.kind === 'instant' ? wholeDate(from.at, to.at) : null) ?? `${startWord(from.at)}..${endWord(isSince, to)}`}`
  }
  const words = [ageWord(isSince, from), endWord(isSince, to)]
  // Of two ages since something the younger one is typed first.
  if (isSince && to.kind !== 'instant' && !isNow(to)) words.reverse()
  return `:${words.join('..')}`
}

function isNow(moment: Moment): boolean {
  return moment.kind === 'ahead' && moment.ms === 0
}

function ageWord(isSince: boolean, moment: Moment): string {
  if (moment.kind === 'instant') return startWord(moment.at)
  const sign = (moment.kind === 'ago') === isSince ? '' : '-'
  const { ms } = moment
  if (ms > 0 && ms % YEAR_MS === 0) return `${sign}${String(ms / YEAR_MS)}y`
  return ms % DAY_MS === 0 ? `${sign}${String(ms / DAY_MS)}d` : `${sign}${String(Math.round(ms / HOUR_MS))}h`
}

function endWord(isSince: boolean, to: Moment): string {
  if (to.kind !== 'instant') return isNow(to) ? 'now' : ageWord(isSince, to)
  const lastDay = new Date(to.at - 1).toISOString().slice(0, 10)
  return dateOf(lastDay)?.to === to.at ? lastDay : new Date(to.at - 1).toISOString()
}

/** `2026-12-01`, or with the time where it is not midnight. */
function startWord(at: number): string {
  return new Date(at).toISOString().replace(/T00:00:00\.000Z$|:00\.000(?=Z$)/, '')
}

/** The year, month or day from the one to the other; null where they are none. */
function wholeDate(from: number, to: number): string | null {
  const day = new Date(from).toISOString().slice(0, 10)
  const words = [day.slice(0, 4), day.slice(0, 7), day]
  return words.find((word) => dateOf(word)?.from === from && dateOf(word)?.to === to) ?? null
}
