import type { OperationFilter } from '#lib/operations/operation.ts'
import { openStates } from '#lib/operations/state.ts'

// Filters that a page asks for on the server and a component in the browser: the same value, the same cache entry.

/** What is not settled yet; where it is more than that, what waits for a person comes first. */
export const openOperations: OperationFilter = { state: [...openStates], sort: 'urgency', limit: 100 }

/** Whether a certificate has been deleted since, or is being deleted. */
export function deletionsOf(identifier: string): OperationFilter {
  return { q: identifier, kind: ['delete'], state: ['succeeded', ...openStates], limit: 10 }
}
