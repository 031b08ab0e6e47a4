/** Time is passed in, so that tests own it. `now()` is epoch milliseconds. */
export type Clock = { readonly now: () => number }

export const systemClock: Clock = { now: () => Date.now() }
