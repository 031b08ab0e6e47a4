/** What a remote write can be. Pure: pages, verbs and tests read the same table. */
export const operationKinds = ['revoke', 'delete'] as const
export type OperationKind = (typeof operationKinds)[number]

export const operationStates = [
  'pending',
  'succeeded',
  'refused',
  'unknown',
  'not_sent',
  'not_done',
  'needs_human',
] as const
export type OperationState = (typeof operationStates)[number]

export type SettledBy = 'answer' | 'read_back' | 'human'

/**
 * An open operation blocks every other one on its certificate: a second call while the first is unsettled is what
 * "doubled" means. The unique partial index in the database holds the same three words.
 */
export const openStates = ['pending', 'unknown', 'needs_human'] as const satisfies readonly OperationState[]

/** Open, and not merely under way. */
export const unknownOutcomes = ['unknown', 'needs_human'] as const satisfies readonly OperationState[]

export function isOpen(state: OperationState): boolean {
  return openStates.some((open) => open === state)
}

/** Whom an operation waits for: a person, the read-back, the answer; 0 for nobody. */
export const urgencies: Record<OperationState, number> = {
  needs_human: 3,
  unknown: 2,
  pending: 1,
  succeeded: 0,
  refused: 0,
  not_sent: 0,
  not_done: 0,
}

/** A new attempt is offered only where it is known that this one changed nothing. */
export function mayRetry(state: OperationState): boolean {
  return state === 'not_sent' || state === 'refused' || state === 'not_done'
}

const successors: Record<OperationState, readonly OperationState[]> = {
  pending: ['succeeded', 'refused', 'unknown', 'not_sent'],
  unknown: ['succeeded', 'refused', 'not_done', 'needs_human'],
  needs_human: ['succeeded', 'refused', 'not_done'],
  succeeded: [],
  refused: [],
  not_sent: [],
  // Only by the vendor's own answer, come late: it proves more than a reading that found nothing.
  not_done: ['succeeded'],
}

/** The state machine of *Remote write*: what is settled stays settled, but for the one proof that can come late. */
export function canBecome(from: OperationState, to: OperationState): boolean {
  return successors[from].includes(to)
}
