import 'server-only'
import type { Clock } from '#lib/core/clock.ts'
import type { Log } from '#lib/log/server/log.ts'
import { describeSkew, tolerableSkewMs } from './errors.ts'

/** Hears of every answer's skew, and tells of a clock that is off long before the vendor refuses its dates. */
export type ClockWatch = { readonly note: (skewMs: number | null) => void }

/** Between two reports of the same: a pass of the list is hundreds of answers. */
const tellEveryMs = 60_000
/** A clock that was off counts as right a little below the limit, since the vendor's Date has whole seconds. */
const marginMs = 5_000

/** `report` is told the skew while the clock is off, and null once it is right again or was so all along. */
export function createClockWatch(means: {
  readonly clock: Clock
  readonly log: Log
  readonly report: (skewMs: number | null) => void
}): ClockWatch {
  const { clock, log, report } = means
  let told: { readonly isOff: boolean; readonly at: number } | null = null
  return {
    note: (skewMs) => {
      if (skewMs === null) return
      const wasOff = told?.isOff === true
      const isOff = Math.abs(skewMs) > tolerableSkewMs - (wasOff ? marginMs : 0)
      const now = clock.now()
      const isNews = told?.isOff !== isOff || (isOff && Math.abs(now - told.at) >= tellEveryMs)
      if (!isNews) return
      told = { isOff, at: now }
      if (isOff) log('warn', describeSkew(skewMs), { skewMs })
      report(isOff ? skewMs : null)
    },
  }
}
