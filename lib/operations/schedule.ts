import { readingsMade, type Reading } from './reading.ts'

// When a scheduled deletion is carried out, and what becomes of one that cannot be. Pure: the worker keeps to it and the
// pages count down to it.

/**
 * From the certificate's end to its deletion. More than the three minutes by which a clock may be off without anybody
 * being told: whoever still accepts the certificate by a clock that is behind ours is not to lose its CRL entry.
 */
export const DELETION_MARGIN_MS = 5 * 60_000

/** Between two tries, doubled each time. A try only reads, so it costs nothing but one of the account's calls. */
const FIRST_PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 60 * 60_000
/** About a day of them. Then a person is asked: what keeps it is more than an outage. */
const TRIES = 31

/** What keeps a deletion without a reason to give it up: the other operation waits for its own end. */
const OTHER_OPERATION = 'operation_open'

/** When the deletion of a certificate that ends at `notAfter` is due. Both epoch ms. */
export function dueAfter(notAfter: number): number {
  return notAfter + DELETION_MARGIN_MS
}

/** `tries` are those that came to nothing, as far as they were kept. */
export function nextTryAt({ dueAt, tries }: { dueAt: number; tries: readonly Reading[] }): number {
  const last = tries.at(-1)
  if (!last) return dueAt
  const pause = FIRST_PAUSE_MS * 2 ** Math.min(readingsMade(tries) - 1, 10)
  return Math.max(dueAt, last.at + Math.min(pause, LONGEST_PAUSE_MS))
}

export function isGivenUp(tries: readonly Reading[]): boolean {
  return readingsMade(tries) >= TRIES && tries.at(-1)?.failure !== OTHER_OPERATION
}
