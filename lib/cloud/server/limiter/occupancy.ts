import 'server-only'

// When a slot is free again. Pure: the rule that keeps us under the vendor's limit can be read and tested alone.

/** `provable` takes no rebate; `fast` is the default of RESCIND_CAS_LIMITER. */
export type LimiterMode = 'fast' | 'provable'

/**
 * The vendor counts a call when it arrives, which is before its answer has reached us. A slot that waits a second from
 * the *answer* can therefore never be early, whatever the latency does; the 2 ms cover rounding.
 */
export const occupancyMs = 1_002
/** After a call without an answer: nobody knows when it arrives, if it still does. */
export const lostOccupancyMs = 2_000
/** A holder that died gives its slot back then. Longer than any call: a write ends after 10 s, a read after 20. */
export const leaseMs = 30_000
/** As long as a slot may be held before its call begins: the lease still covers the longest one. */
export const maxBookingMs = 10_000
/** Stamps may be this much further ahead: another process reads the clock a little later than we did. */
export const staleSlackMs = 1_000
/** As long as a throttling answer is believed. One that says more is obeyed so far and then asked again. */
export const maxBlockMs = 3_600_000
export const defaultBlockMs = 1_000

/** So many answers must have been seen before the shortest round trip means anything. */
export const responsesBeforeRebate = 30
/** The way back of the last call and the way there of the next are one round trip, less a fifth for luck. */
const rebateShare = 0.8

export function rebateMs(mode: LimiterMode, seen: { responses: number; minRttMs: number | null }): number {
  if (mode === 'provable' || seen.minRttMs === null || seen.responses < responsesBeforeRebate) return 0
  return Math.min(rebateShare * seen.minRttMs, occupancyMs)
}

/** Whether an answer changes what the rebate is made of; the rest need not be written down. */
export function isNews(seen: { responses: number; minRttMs: number | null }, rttMs: number): boolean {
  return seen.responses < responsesBeforeRebate || seen.minRttMs === null || rttMs < seen.minRttMs
}

export type CallEnd = {
  /** When the answer's headers came, or when the call was given up. */
  readonly respondedAt: number
  /** From the first byte out to the answer's headers in, the making of the connection not counted. */
  readonly rttMs: number | null
  readonly throttled: boolean
  readonly retryAfterMs: number | null
  /** No answer came (time-out, lost connection). */
  readonly timedOut: boolean
  /** Without an answer: until when the vendor may still be at work on the call. A write's deadline. */
  readonly mayRunUntil?: number
  /** Not one byte of the request has left: the slot was not used. */
  readonly notSent?: boolean
}

export function freeAfter(end: CallEnd, rebate: number): number {
  if (end.notSent === true) return end.respondedAt
  if (end.timedOut) return Math.max(end.respondedAt, end.mayRunUntil ?? 0) + lostOccupancyMs
  return Math.ceil(end.respondedAt + occupancyMs - rebate)
}

export function blockAfter(end: CallEnd): number | null {
  return end.throttled ? end.respondedAt + Math.min(end.retryAfterMs ?? defaultBlockMs, maxBlockMs) : null
}
