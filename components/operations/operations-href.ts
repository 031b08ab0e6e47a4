import { paths } from '#lib/core/paths.ts'
import type { OperationFilter } from '#lib/operations/operation.ts'
import { operationSearchParams } from '#lib/operations/queries.ts'

/** The address of the list under a filter. How many rows a page has is no part of it. */
export function operationsHref(filter: OperationFilter): string {
  const params = operationSearchParams(filter)
  params.delete('limit')
  const query = params.toString()
  return query === '' ? paths.operations : `${paths.operations}?${query}`
}
