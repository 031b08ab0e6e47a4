import type { OperationFilter } from '#lib/operations/operation.ts'

/** Asks whether a certificate has been deleted since, or is being deleted. Page and receipt ask the same. */
export function deletionsOf(identifier: string): OperationFilter {
  return { q: identifier, kind: ['delete'], limit: 10 }
}
