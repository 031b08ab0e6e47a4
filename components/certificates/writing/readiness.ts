import { gateMatches } from '#lib/certificates/gate.ts'
import type { WritePreview } from '#lib/certificates/preview.ts'
import { COMMENT_LENGTH, TICKET_LENGTH } from '#lib/core/entry-lengths.ts'
import type { Course } from './course.ts'
import type { WriteFailure } from './write-failure.ts'

/** What an operator has filled in. */
export type WriteEntries = {
  readonly reason: string
  readonly ticket: string
  readonly comment: string
  readonly typed: string
  readonly acknowledged: boolean
}

export const noEntries: WriteEntries = { reason: '', ticket: '', comment: '', typed: '', acknowledged: false }

/** What stays of it when it has failed: all but what was typed for another serial, or without looking. */
export function entriesAfter(entries: WriteEntries, { code }: Pick<WriteFailure, 'code'>): WriteEntries {
  return code === 'changed_since_shown' || code === 'gate_not_met' ? { ...entries, typed: '' } : entries
}

/** What waits for its day asks for no gate: it can be taken back until then. */
export function isGated(course: Course, preview: WritePreview): boolean {
  return course !== 'schedule' && preview.gate.length > 0
}

/** Deleting while unexpired asks for the loss to be accepted; nothing else does. */
export function needsAcknowledgement(course: Course, preview: WritePreview): boolean {
  return course === 'delete' && preview.gate.length > 0
}

/** Whether it can be confirmed as the vendor has it: a fresh reading, and a state that allows it. */
export function isConfirmable(preview: WritePreview): boolean {
  return preview.readingFailure === null && preview.refusal === null
}

export type Missing =
  | 'length'
  | 'reason'
  | 'gate'
  | 'acknowledgement'
  | 'reasonGate'
  | 'reasonAcknowledgement'
  | 'gateAcknowledgement'
  | 'all'

/** What is still to be filled in, as one word that names its sentence; null when the button may turn red. */
export function missingOf(course: Course, preview: WritePreview, entries: WriteEntries): Missing | null {
  if (entries.ticket.trim().length > TICKET_LENGTH || entries.comment.trim().length > COMMENT_LENGTH) return 'length'
  const reason = entries.reason === ''
  const gate = isGated(course, preview) && !gateMatches(entries.typed, preview.certificate.serialNumber)
  const acknowledgement = needsAcknowledgement(course, preview) && !entries.acknowledged
  if (reason && gate && acknowledgement) return 'all'
  if (reason && gate) return 'reasonGate'
  if (reason && acknowledgement) return 'reasonAcknowledgement'
  if (gate && acknowledgement) return 'gateAcknowledgement'
  if (reason) return 'reason'
  if (gate) return 'gate'
  return acknowledgement ? 'acknowledgement' : null
}
