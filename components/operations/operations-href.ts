import { paths } from '#lib/core/paths.ts'
import type { OperationFilter } from '#lib/operations/operation.ts'
import { operationSearchParams } from '#lib/operations/queries.ts'

/** The address of the list under a filter: newest first, and as many rows a page as it has. */
export function operationsHref(filter: OperationFilter): string {
  const params = operationSearchParams(filter)
  params.delete('limit')
  params.delete('sort')
  const query = params.toString()
  return query === '' ? paths.operations : `${paths.operations}?${query}`
}
