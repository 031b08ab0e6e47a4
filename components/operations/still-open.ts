import { isOpen, mayRetry } from '#lib/operations/state.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'

export type OpenFact = {
  readonly key:
    | 'stays'
    | 'checked_again'
    | 'unsettled'
    | 'unproven'
    | 'no_crl'
    | 'not_pointed'
    | 'crl_unknown'
    | 'noticeable'
    | 'published'
    | 'older_copies'
    | 'overdue'
    | 'trust_again'
    | 'still_listed'
    | 'trusted_again'
  readonly weight: 'hesitate' | 'note' | 'good'
}

/** What the outcome leaves open, at `now` (epoch ms): of the CRL what has been seen of it, else what is to be expected. */
export function stillOpen(operation: OperationDetail, now: number): OpenFact[] {
  if (isOpen(operation.state)) return [{ key: 'unsettled', weight: 'hesitate' }]
  if (operation.state === 'scheduled') {
    return [
      { key: 'stays', weight: 'good' },
      { key: 'checked_again', weight: 'note' },
    ]
  }
  if (operation.state === 'cancelled' || mayRetry(operation.state)) return []
  const unproven: OpenFact[] =
    operation.settledBy === 'read_back' && !operation.causeProven ? [{ key: 'unproven', weight: 'note' }] : []
  return [...(isExpired(operation, now) ? [] : consequence(operation, now)), ...unproven]
}

/** Past its date nobody has to learn of it, and nobody can trust it. */
function isExpired({ certificate: { notAfter } }: OperationDetail, now: number): boolean {
  return notAfter !== null && Date.parse(notAfter) < now
}

function consequence(operation: OperationDetail, now: number): OpenFact[] {
  if (operation.kind === 'delete') return [afterDeletion(operation)]
  const { publication } = operation
  const isOverdue = publication?.state === 'overdue'
  const isPublished = publication?.state === 'published'
  const expected = isPublished
    ? ([{ key: 'published', weight: 'good' }] as const)
    : isOverdue
      ? ([{ key: 'overdue', weight: 'hesitate' }] as const)
      : expectation(operation)
  const isNotPointed = (isPublished || isOverdue) && operation.certificate.pointsToCrl === false
  const olderUntil = publication?.olderUntil ?? null
  const isOlderInForce = isPublished && olderUntil !== null && Date.parse(olderUntil) > now
  return [
    ...(isNotPointed ? ([{ key: 'not_pointed', weight: 'hesitate' }] as const) : []),
    ...(isOlderInForce ? ([{ key: 'older_copies', weight: 'hesitate' }] as const) : []),
    ...expected,
  ]
}

function afterDeletion({ publication }: OperationDetail): OpenFact {
  if (publication?.watch?.state === 'listed') return { key: 'still_listed', weight: 'note' }
  if (publication?.watch?.state === 'vanished') return { key: 'trusted_again', weight: 'hesitate' }
  return { key: 'trust_again', weight: 'hesitate' }
}

function expectation({ certificate: { caHasCrl, pointsToCrl } }: OperationDetail): OpenFact[] {
  if (caHasCrl === false) return [{ key: 'no_crl', weight: 'hesitate' }]
  if (pointsToCrl === false) return [{ key: 'not_pointed', weight: 'hesitate' }]
  if (caHasCrl === null || pointsToCrl === null) return [{ key: 'crl_unknown', weight: 'note' }]
  return [{ key: 'noticeable', weight: 'good' }]
}
