const DAY_MS = 24 * 60 * 60 * 1000
/** So many marks can be told apart on the width of a document. */
const MOST_TICKS = 14
/** A label this near to an end would lie on the date that stands there. */
const CLEAR_OF_ENDS = 0.16
const MOST_LABELS = 5

export type RulerMark = {
  readonly at: number
  /** What its label names; null without one. */
  readonly label: 'year' | 'month' | 'day' | null
}

/**
 * Where the marks of a ruler from `from` to `to` (epoch ms) stand: on the first of every month, quarter or year, or on
 * days where the whole is shorter than two months; a few of them carry a label.
 */
export function rulerMarks(from: number, to: number): RulerMark[] {
  const days = (to - from) / DAY_MS
  if (!(days > 2)) return []
  const { at: marks, unit } = days < 62 ? dayMarks(from, to, days) : monthMarks(from, to, days)
  const inside = marks.filter((at) => at > from && at < to)
  const isClear = (at: number) => {
    const share = (at - from) / (to - from)
    return share > CLEAR_OF_ENDS && share < 1 - CLEAR_OF_ENDS
  }
  const every = Math.max(1, Math.ceil(inside.filter(isClear).length / MOST_LABELS))
  const counted = { clear: 0 }
  return inside.map((at) => {
    if (!isClear(at)) return { at, label: null }
    const isLabelled = counted.clear % every === 0
    counted.clear += 1
    return { at, label: isLabelled ? unit : null }
  })
}

function dayMarks(from: number, to: number, days: number): { at: number[]; unit: 'day' } {
  const step = [1, 2, 7, 14].find((size) => days / size <= MOST_TICKS) ?? 14
  const first = Math.ceil(from / DAY_MS) * DAY_MS
  const count = Math.max(0, Math.floor((to - first) / (step * DAY_MS)) + 1)
  return { at: Array.from({ length: count }, (_, index) => first + index * step * DAY_MS), unit: 'day' }
}

function monthMarks(from: number, to: number, days: number): { at: number[]; unit: 'month' | 'year' } {
  const months = days / 30.4
  const step = [1, 3, 6, 12, 24, 60, 120].find((size) => months / size <= MOST_TICKS) ?? 120
  const start = new Date(from)
  const firstMonth = Math.ceil(((start.getUTCFullYear() - 1970) * 12 + start.getUTCMonth() + 1) / step) * step
  const count = Math.ceil(months / step) + 1
  const at = Array.from({ length: count }, (_, index) => Date.UTC(1970, firstMonth + index * step)).filter(
    (mark) => mark < to,
  )
  return { at, unit: step >= 12 ? 'year' : 'month' }
}
