import { isOpen, mayRetry } from '#lib/operations/state.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'

export type OpenFact = {
  readonly key: 'unsettled' | 'unproven' | 'no_crl' | 'not_pointed' | 'crl_unknown' | 'noticeable' | 'tombstone'
  readonly weight: 'hesitate' | 'note' | 'good'
}

/** What the outcome leaves open, at `now` (epoch ms). Of the CRL only whether the CA has one and the certificate points to it. */
export function stillOpen(operation: OperationDetail, now: number): OpenFact[] {
  if (isOpen(operation.state)) return [{ key: 'unsettled', weight: 'hesitate' }]
  if (mayRetry(operation.state)) return []
  const unproven: OpenFact[] =
    operation.settledBy === 'read_back' && !operation.causeProven ? [{ key: 'unproven', weight: 'note' }] : []
  if (operation.kind === 'delete') return [...unproven, { key: 'tombstone', weight: 'good' }]
  return [...publication(operation, now), ...unproven]
}

function publication({ certificate: { notAfter, caHasCrl, pointsToCrl } }: OperationDetail, now: number): OpenFact[] {
  // Past its date nobody has to learn of it.
  if (notAfter !== null && Date.parse(notAfter) < now) return []
  if (caHasCrl === false) return [{ key: 'no_crl', weight: 'hesitate' }]
  if (pointsToCrl === false) return [{ key: 'not_pointed', weight: 'hesitate' }]
  if (caHasCrl === null || pointsToCrl === null) return [{ key: 'crl_unknown', weight: 'note' }]
  return [{ key: 'noticeable', weight: 'good' }]
}
