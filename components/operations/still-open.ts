import { isOpen, mayRetry } from '#lib/operations/state.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'

export type OpenFact = {
  readonly key: 'unsettled' | 'unproven' | 'no_crl' | 'not_pointed' | 'crl_unknown' | 'noticeable' | 'trust_again'
  readonly weight: 'hesitate' | 'note' | 'good'
}

/** What the outcome leaves open, at `now` (epoch ms). Of the CRL only whether the CA has one and the certificate points to it. */
export function stillOpen(operation: OperationDetail, now: number): OpenFact[] {
  if (isOpen(operation.state)) return [{ key: 'unsettled', weight: 'hesitate' }]
  if (mayRetry(operation.state)) return []
  const unproven: OpenFact[] =
    operation.settledBy === 'read_back' && !operation.causeProven ? [{ key: 'unproven', weight: 'note' }] : []
  return [...(isExpired(operation, now) ? [] : consequence(operation)), ...unproven]
}

/** Past its date nobody has to learn of it, and nobody can trust it. */
function isExpired({ certificate: { notAfter } }: OperationDetail, now: number): boolean {
  return notAfter !== null && Date.parse(notAfter) < now
}

function consequence(operation: OperationDetail): OpenFact[] {
  return operation.kind === 'delete' ? [{ key: 'trust_again', weight: 'hesitate' }] : publication(operation)
}

function publication({ certificate: { caHasCrl, pointsToCrl } }: OperationDetail): OpenFact[] {
  if (caHasCrl === false) return [{ key: 'no_crl', weight: 'hesitate' }]
  if (pointsToCrl === false) return [{ key: 'not_pointed', weight: 'hesitate' }]
  if (caHasCrl === null || pointsToCrl === null) return [{ key: 'crl_unknown', weight: 'note' }]
  return [{ key: 'noticeable', weight: 'good' }]
}
