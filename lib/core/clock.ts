/** Time is passed in, so that tests own it. `now()` is epoch milliseconds. */
export type Clock = { readonly now: () => number }

export const systemClock: Clock = { now: () => Date.now() }

/** Further apart the clocks of two replicas are not. A stamp that lies further ahead is from before a clock was set back. */
export const CLOCKS_APART_MS = 60_000
