import type { WritePreview } from '#lib/certificates/preview.ts'
import type { OperationKind } from '#lib/operations/state.ts'

/** What pressing the button does: a write that is carried out now, or a deletion that waits for its day. */
export type Course = OperationKind | 'schedule'

/** When a deletion is to happen. */
export type When = 'expired' | 'now'

/** The choice that a delete dialog offers. `expected` is whether it will be offered, as long as nothing has been read. */
export type Delay = { readonly expected: boolean; readonly when: When; readonly choose: (when: When) => void }

/** Whether there is a day to wait for. */
export function isDelayable(delay: Delay | undefined, preview: WritePreview | undefined): boolean {
  if (delay === undefined) return false
  return preview === undefined ? delay.expected : preview.dueAt !== null
}

export function courseOf(kind: OperationKind, delay: Delay | undefined, preview: WritePreview | undefined): Course {
  return kind === 'delete' && isDelayable(delay, preview) && delay?.when === 'expired' ? 'schedule' : kind
}
