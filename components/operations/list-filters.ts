import type { OperationFilter } from '#lib/operations/operation.ts'
import { openStates, type StateFilter } from '#lib/operations/state.ts'

// Filters that a page asks for on the server and a component in the browser: the same value, the same cache entry.

/** What is not settled, or waits for somebody to look at it; where it is much, what waits for a person comes first. */
export const attentionStates: readonly StateFilter[] = [...openStates, 'unattended']
export const openOperations: OperationFilter = { state: [...attentionStates], sort: 'urgency', limit: 100 }

/** What waits for its day, the next one first: a few, since they can be many and need nobody. */
export const nextScheduled: OperationFilter = { state: ['scheduled'], sort: 'urgency', limit: 5 }

/** Whether a certificate has been deleted since, is being deleted, or is to be. */
export function deletionsOf(identifier: string): OperationFilter {
  return { q: identifier, kind: ['delete'], state: ['succeeded', 'scheduled', ...openStates], limit: 10 }
}
