import type { OperationKind, OperationState } from './state.ts'

// When an open operation is read back, and what the readings say. Pure: the worker acts on it and the pages count
// down to it.

/** What one reading of the certificate showed. `gone`: a revocation's certificate is no longer there at all. */
export type Finding = 'done' | 'not_done' | 'gone' | 'unreadable'
export type Reading = {
  at: number
  found: Finding
  /** Its number among all that were made, kept or not; what an older store wrote has none. */
  nth?: number
  requestId?: string
  failure?: string
}

/** Nothing is read before this long after the deadline: an answer may still be on its way. */
export const READ_BACK_DELAY_MS = 15_000
/** "Not done" is believed only when two readings, at least this far apart, agree. */
export const SECOND_READING_MS = 10_000
/** After this long without a verdict a person is asked. Reading goes on all the same, once a minute. */
export const ASK_AFTER_MS = 5 * 60_000
const SLOW_READING_MS = 60_000
const READINGS_KEPT = 40

export function nextReadAt(operation: {
  state: OperationState
  deadlineAt: number
  readings: readonly Reading[]
}): number | null {
  const { state, deadlineAt, readings } = operation
  if (state !== 'pending' && state !== 'unknown' && state !== 'needs_human') return null
  const last = readings.at(-1)
  if (!last) return deadlineAt + READ_BACK_DELAY_MS
  return last.at + (state === 'needs_human' ? SLOW_READING_MS : SECOND_READING_MS)
}

/** What the certificate's state means for the operation that was to change it. */
export function findingOf(
  kind: OperationKind,
  reading:
    { kind: 'found'; vendorStatus: 'ISSUE' | 'REVOKE' | 'PENDING' } | { kind: 'not_found' } | { kind: 'unreadable' },
): Finding {
  switch (reading.kind) {
    case 'unreadable':
      return 'unreadable'
    case 'not_found':
      return kind === 'delete' ? 'done' : 'gone'
    case 'found':
      return kind === 'revoke' && reading.vendorStatus === 'REVOKE' ? 'done' : 'not_done'
  }
}

/** The state that the readings so far lead to; `unknown` means: read again. */
export function verdictOf(operation: {
  state: OperationState
  deadlineAt: number
  readings: readonly Reading[]
}): 'succeeded' | 'not_done' | 'needs_human' | 'unknown' {
  const last = operation.readings.at(-1)
  if (!last) return 'unknown'
  if (last.found === 'done') return 'succeeded'
  if (last.found === 'not_done' && isConfirmed(operation.readings)) return 'not_done'
  const isLate = last.at >= operation.deadlineAt + ASK_AFTER_MS
  return operation.state === 'needs_human' || last.found === 'gone' || isLate ? 'needs_human' : 'unknown'
}

/** The first, which says since when nobody knows, and the last ones: one a minute, for as long as a person takes. */
export function withReading(readings: readonly Reading[], reading: Reading): Reading[] {
  const all = [...readings, { ...reading, nth: readingsMade(readings) + 1 }]
  return all.length <= READINGS_KEPT ? all : [...all.slice(0, 1), ...all.slice(1 - READINGS_KEPT)]
}

/** How many were made, of which those are the ones that were kept. */
export function readingsMade(kept: readonly Reading[]): number {
  return kept.at(-1)?.nth ?? kept.length
}

function isConfirmed(readings: readonly Reading[]): boolean {
  const last = readings.at(-1)
  return (
    last !== undefined &&
    readings.some((earlier) => earlier.found === 'not_done' && last.at - earlier.at >= SECOND_READING_MS)
  )
}
