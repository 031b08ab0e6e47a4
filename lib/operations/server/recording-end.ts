import 'server-only'
import type { Clock } from '#lib/core/clock.ts'
import { RECORD_WITHIN_MS } from '../bounds.ts'

/** Until when an intent may be recorded. `at`: epoch ms. */
export type RecordingEnd = { readonly at: number; readonly isOver: () => boolean }

/** From now on. A clock that is set back meanwhile gives no more time: the dialog counts by its own. */
export function recordingEnds(clock: Clock): RecordingEnd {
  const at = clock.now() + RECORD_WITHIN_MS
  const begunAt = performance.now()
  return { at, isOver: () => clock.now() >= at || performance.now() >= begunAt + RECORD_WITHIN_MS }
}
