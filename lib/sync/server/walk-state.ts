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
  /** The vendor's TotalCount, when every answer gave the same. */
  total: number | null
  lastTotal: number
  /** Where the list contradicted itself: a repeated row, a short page, a total that moved. Empty: none. */
  contradictions: string[]
  /** Certificates about which only a live reading decides. */
  doubtful: string[]
}

/**
 * A walk as it stands behind its last page: enough to go on from there, in another process even. `first` is the total
 * of the first answer, `barren` counts pages in a row that brought nothing, `lookAgain` holds pages from which a row
 * may have slipped.
 */
export type WalkState = Walk & {
  nextPage: number
  pageSize: number
  first: number
  barren: number
  lookAgain: number[]
}

export function beginWalk({ answer: { total, pageSize } }: ListPage): WalkState {
  return {
    pages: 0,
    seen: 0,
    unknown: 0,
    total,
    lastTotal: total,
    contradictions: [],
    doubtful: [],
    nextPage: 1,
    pageSize: Math.max(1, pageSize),
    first: total,
    barren: 0,
    lookAgain: [],
  }
}

/** Notes what a page brought. `fresh`: rows that this walk had not seen; `unknown`: of these, what nobody had. */
export function notePage(
  state: WalkState,
  { number, answer }: ListPage,
  found: { fresh: number; unknown: number; doubtful: readonly string[] },
): void {
  noteContradictions(state, number, answer, found.fresh)
  state.pages += 1
  state.nextPage = number + 1
  state.seen += found.fresh
  state.unknown += found.unknown
  state.lastTotal = answer.total
  state.barren = found.fresh === 0 ? state.barren + 1 : 0
  state.doubtful = remembered([...state.doubtful, ...found.doubtful])
}

function noteContradictions(
  state: WalkState,
  number: number,
  answer: CloudPage<CloudCertificate>,
  fresh: number,
): void {
  const { first, pageSize } = state
  const told: string[] = []
  if (answer.total !== first) {
    state.total = null
    told.push(`total ${String(answer.total)} after ${String(first)}`)
  }
  const promised = Math.min(pageSize, Math.max(0, first - (number - 1) * pageSize))
  const isBeyond = number > Math.ceil(first / pageSize)
  // Beyond the end, an empty page and a repetition of what was seen are both plain.
  if (isBeyond ? fresh > 0 : answer.items.length !== promised) {
    told.push(`${String(answer.items.length)} rows instead of ${String(promised)}`)
  }
  if (!isBeyond && fresh !== answer.items.length) told.push('rows repeated')
  if (answer.page !== number || answer.pageSize !== pageSize) told.push('another page than asked for')
  if (answer.oddities?.some(({ identifier }) => identifier === null) === true) told.push('a row without identifier')
  // A row that slid onto the page before, or off this one.
  const hasShifted = answer.total !== state.lastTotal || (!isBeyond && fresh < promised)
  if (hasShifted) state.lookAgain = remembered([...state.lookAgain, Math.max(1, number - 1), number])
  state.contradictions = remembered([...state.contradictions, ...told.map((what) => `page ${String(number)}: ${what}`)])
}

function remembered<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)].slice(0, MOST_NOTED)
}

export function lastPageOf({ lastTotal, pageSize }: Pick<WalkState, 'lastTotal' | 'pageSize'>): number {
  return Math.ceil(lastTotal / pageSize)
}
