import 'server-only'
import type { CloudCertificate, CloudPage } from '#lib/cloud/server/port.ts'
import type { ListPage } from './list-page.ts'

/** What is remembered of each kind; a list that contradicts itself more often is not more wrong for it. */
const MOST_NOTED = 100

export type Walk = {
  pages: number
  /** Different certificates. */
  seen: number
  /** Of these, such as nobody had seen before the pass began. */
  unknown: number
  /** The vendor's TotalCount in the first answer, and whether a second gave the same. */
  first: number
  isFirstConfirmed: boolean
  /** The vendor's TotalCount in the last answer. */
  lastTotal: number
  /** Where the list contradicted itself: a repeated row, a short page, a total that fell. Empty: none. */
  contradictions: string[]
  /** Certificates about which only a live reading decides. */
  doubtful: string[]
}

/**
 * A walk as it stands behind its last page: enough to go on from there, in another process even. `barren` counts pages
 * in a row that brought nothing, `lookAgain` holds pages from which a row may have slipped, `pausedMs` is how long nobody
 * walked in between.
 */
export type WalkState = Walk & {
  nextPage: number
  pageSize: number
  barren: number
  lookAgain: number[]
  pausedMs: number
}

export function beginWalk({ answer: { total, pageSize } }: ListPage): WalkState {
  return {
    pages: 0,
    seen: 0,
    unknown: 0,
    first: total,
    isFirstConfirmed: false,
    lastTotal: total,
    contradictions: [],
    doubtful: [],
    nextPage: 1,
    pageSize: Math.max(1, pageSize),
    barren: 0,
    lookAgain: [],
    pausedMs: 0,
  }
}

/** `fresh`: rows that this walk had not seen; `unknown`: of these, what nobody had. */
type Found = { fresh: number; unknown: number; doubtful: readonly string[] }

/** Notes what a page brought. */
export function notePage(state: WalkState, { number, answer }: ListPage, found: Found): void {
  noteContradictions(state, number, answer, found.fresh)
  state.isFirstConfirmed ||= state.pages > 0 && answer.total === state.first
  state.pages += 1
  state.nextPage = number + 1
  state.barren = found.fresh === 0 ? state.barren + 1 : 0
  noteFound(state, answer, found)
}

/** Notes what a second look at a page brought, where repetitions are what is expected. */
export function noteSecondLook(state: WalkState, { number, answer }: ListPage, found: Found): void {
  if (answer.total < state.lastTotal) contradicted(state, number, [fallenTotal(state, answer)])
  noteFound(state, answer, found)
}

function noteFound(state: WalkState, answer: CloudPage<CloudCertificate>, found: Found): void {
  state.seen += found.fresh
  state.unknown += found.unknown
  state.lastTotal = answer.total
  state.doubtful = remembered([...state.doubtful, ...found.doubtful])
}

function contradicted(state: WalkState, number: number, told: readonly string[]): void {
  state.contradictions = remembered([...state.contradictions, ...told.map((what) => `page ${String(number)}: ${what}`)])
}

function fallenTotal({ lastTotal }: WalkState, { total }: CloudPage<CloudCertificate>): string {
  return `total ${String(total)} after ${String(lastTotal)}`
}

/**
 * A list that grows is none that contradicts itself: what is issued while it is read moves its total, and repeats rows
 * where it pushes them onto later pages. Each answer is measured by its own total.
 */

function noteContradictions(
  state: WalkState,
  number: number,
  answer: CloudPage<CloudCertificate>,
  fresh: number,
): void {
  const { first, lastTotal, pageSize } = state
  const told: string[] = []
  const hasGrown = Math.max(lastTotal, answer.total) > first
  if (answer.total < lastTotal) told.push(fallenTotal(state, answer))
  const promised = Math.min(pageSize, Math.max(0, answer.total - (number - 1) * pageSize))
  const isBeyond = number > Math.ceil(answer.total / pageSize)
  // Beyond the end, an empty page and a repetition of what was seen are both plain.
  if (isBeyond ? fresh > 0 : answer.items.length !== promised) {
    told.push(`${String(answer.items.length)} rows instead of ${String(promised)}`)
  }
  if (!isBeyond && !hasGrown && fresh !== answer.items.length) told.push('rows repeated')
  if (answer.page !== number || answer.pageSize !== pageSize) told.push('another page than asked for')
  if (answer.oddities?.some(({ identifier }) => identifier === null) === true) told.push('a row without identifier')
  // A row that slid onto the page before, or off this one.
  const hasShifted = answer.total !== lastTotal || (!isBeyond && fresh < promised)
  if (hasShifted) state.lookAgain = remembered([...state.lookAgain, Math.max(1, number - 1), number])
  contradicted(state, number, told)
}

function remembered<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)].slice(0, MOST_NOTED)
}

export function lastPageOf({ lastTotal, pageSize }: Pick<WalkState, 'lastTotal' | 'pageSize'>): number {
  return Math.ceil(lastTotal / pageSize)
}
