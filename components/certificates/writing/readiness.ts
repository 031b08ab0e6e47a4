import { gateMatches } from '#lib/certificates/gate.ts'
import type { WritePreview } from '#lib/certificates/preview.ts'
import type { OperationKind } from '#lib/operations/state.ts'

/** What an operator has filled in. */
export type WriteEntries = {
  readonly reason: string
  readonly ticket: string
  readonly comment: string
  readonly typed: string
  readonly acknowledged: boolean
}

export const noEntries: WriteEntries = { reason: '', ticket: '', comment: '', typed: '', acknowledged: false }

/** Deleting while unexpired asks for the loss to be accepted; nothing else does. */
export function needsAcknowledgement(kind: OperationKind, preview: WritePreview): boolean {
  return kind === 'delete' && preview.gate.length > 0
}

/** Whether it can be confirmed as the vendor has it: a fresh reading, and a state that allows it. */
export function isConfirmable(preview: WritePreview): boolean {
  return preview.readingFailure === null && preview.refusal === null
}

export type Missing =
  'reason' | 'gate' | 'acknowledgement' | 'reasonGate' | 'reasonAcknowledgement' | 'gateAcknowledgement' | 'all'

/** What is still to be filled in, as one word that names its sentence; null when the button may turn red. */
export function missingOf(kind: OperationKind, preview: WritePreview, entries: WriteEntries): Missing | null {
  const reason = entries.reason === ''
  const gate = preview.gate.length > 0 && !gateMatches(entries.typed, preview.certificate.serialNumber)
  const acknowledgement = needsAcknowledgement(kind, preview) && !entries.acknowledged
  if (reason && gate && acknowledgement) return 'all'
  if (reason && gate) return 'reasonGate'
  if (reason && acknowledgement) return 'reasonAcknowledgement'
  if (gate && acknowledgement) return 'gateAcknowledgement'
  if (reason) return 'reason'
  if (gate) return 'gate'
  return acknowledgement ? 'acknowledgement' : null
}
