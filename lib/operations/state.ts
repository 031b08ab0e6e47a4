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
  'scheduled',
  'cancelled',
] as const
export type OperationState = (typeof operationStates)[number]

/** `unattended` is not a state of its own (see isUnattended), but it can be asked for. */
export const stateFilters = [...operationStates, 'unattended'] as const
export type StateFilter = (typeof stateFilters)[number]

export type SettledBy = 'answer' | 'read_back' | 'human'

/**
 * An open operation blocks every other one on its certificate: a second call while the first is unsettled is what
 * "doubled" means. The unique partial index in the database holds the same three words. A scheduled one is not open:
 * nothing is under way, and whoever wants to act before its day may.
 */
export const openStates = ['pending', 'unknown', 'needs_human'] as const satisfies readonly OperationState[]

/** What waits for a person, or will if reading back tells nothing. */
export const waitingForPerson = ['unknown', 'needs_human', 'unattended'] as const satisfies readonly StateFilter[]

export function isOpen(state: OperationState): boolean {
  return openStates.some((open) => open === state)
}

/** What may still become something else by itself: pages go on looking at it. */
export function mayChange(state: OperationState): boolean {
  return isOpen(state) || state === 'scheduled'
}

/** A new attempt is offered only where it is known that this one changed nothing. */
export function mayRetry(state: OperationState): boolean {
  return state === 'not_sent' || state === 'refused' || state === 'not_done'
}

/** What a scheduled operation shows of its standing: `dueAt` is null for one that was carried out at once. */
export type Standing<Time> = { state: OperationState; dueAt: Time | null; attendedAt: Time | null }

/**
 * A scheduled operation that came to nothing, of which nobody has taken note. Nobody was there when it did: it waits
 * for a person, though it blocks nothing.
 */
export function isUnattended<Time>({ state, dueAt, attendedAt }: Standing<Time>): boolean {
  return dueAt !== null && attendedAt === null && mayRetry(state)
}

/** Whom each waits for: a person, the read-back, the answer, its day; 0 for nobody. */
export const urgencies: Record<OperationState, number> = {
  needs_human: 4,
  unknown: 3,
  pending: 2,
  scheduled: 1,
  succeeded: 0,
  refused: 0,
  not_sent: 0,
  not_done: 0,
  cancelled: 0,
}

export function urgencyOf<Time>(operation: Standing<Time>): number {
  return isUnattended(operation) ? urgencies.needs_human : urgencies[operation.state]
}

const successors: Record<OperationState, readonly OperationState[]> = {
  scheduled: ['pending', 'not_sent', 'cancelled'],
  pending: ['succeeded', 'refused', 'unknown', 'not_sent'],
  unknown: ['succeeded', 'refused', 'not_done', 'needs_human'],
  needs_human: ['succeeded', 'refused', 'not_done'],
  succeeded: [],
  refused: [],
  not_sent: [],
  cancelled: [],
  // Only by the vendor's own answer, come late: it proves more than a reading that found nothing.
  not_done: ['succeeded'],
}

/** The state machine of *Remote write*: what is settled stays settled, but for the one proof that can come late. */
export function canBecome(from: OperationState, to: OperationState): boolean {
  return successors[from].includes(to)
}
