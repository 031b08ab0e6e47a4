import 'server-only'

/** How far a clock may be off before a time in the future counts as one. */
export const CLOCK_SKEW_MS = 5 * 60_000
