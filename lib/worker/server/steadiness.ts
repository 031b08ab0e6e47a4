import 'server-only'
import { WRITE_DEADLINE_MS } from '#lib/operations/bounds.ts'
import { READ_BACK_DELAY_MS } from '#lib/operations/reading.ts'

/** More than slewing and rounding make of it. */
const SET_BY_MS = 2_000
/** What was open when the clock was set is over by then, whatever its deadline says. */
const HOLD_MS = WRITE_DEADLINE_MS + READ_BACK_DELAY_MS

/**
 * Whether the clock (epoch ms) can be concluded from. Not for 25 s after somebody has set it: a deadline may then seem
 * past while its call is under way, and two readings may seem ten seconds apart that are not. `elapsedMs` is a time that
 * nobody can set.
 */
export function createSteadiness(elapsedMs: () => number): (now: number) => boolean {
  let before: number | null = null
  let heldUntil = Number.NEGATIVE_INFINITY
  return (now) => {
    const elapsed = elapsedMs()
    const difference = now - elapsed
    if (before !== null && Math.abs(difference - before) > SET_BY_MS) heldUntil = elapsed + HOLD_MS
    before = difference
    return elapsed >= heldUntil
  }
}
