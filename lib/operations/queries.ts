import { queryOptions } from '@tanstack/react-query'
import { paths } from '#lib/core/paths.ts'
import type { Publication } from '#lib/evidence/publication.ts'
import { fetchJson } from '#lib/http/fetch-json.ts'
import type { OperationDetail, OperationFilter, OperationPage } from './operation.ts'
import { isOpen, mayChange } from './state.ts'

/** How often an open operation is looked at by the page that shows it. */
const FOLLOW_MS = 1_000
/** What is scheduled: somebody else may cancel it, or its day may come. */
const WATCH_MS = 10_000
/** What was accepted, until the vendor's own status and the CRL have been read; rarely, once that has taken long. */
const CONFIRM_MS = 2_000
const CONFIRM_LATE_MS = 30_000
const CONFIRM_SOON_LOOKS = 60
/** A look that failed is repeated: whether there is anything to follow is not known. */
const AFTER_FAILURE_MS = 10_000

/** One operation, followed for as long as it can still change. */
export function operationOptions(id: string) {
  return queryOptions({
    queryKey: ['operations', 'detail', id],
    queryFn: ({ signal }) => fetchJson<OperationDetail>(paths.api.operation(id), { signal, isBackground: true }),
    refetchInterval: ({ state: { data, dataUpdateCount, error } }) =>
      followEvery(data, dataUpdateCount) || (error === null ? false : AFTER_FAILURE_MS),
  })
}

function followEvery(operation: OperationDetail | undefined, looks: number): number | false {
  if (operation === undefined) return false
  if (isOpen(operation.state)) return FOLLOW_MS
  if (mayChange(operation.state)) return WATCH_MS
  const { kind, state, vendorStatusReadAt, publication } = operation
  const isUnconfirmed = kind === 'revoke' && state === 'succeeded' && vendorStatusReadAt === null
  if (!isUnconfirmed && !isAwaited(publication)) return false
  return looks < CONFIRM_SOON_LOOKS ? CONFIRM_MS : CONFIRM_LATE_MS
}

/** Whether the next look at a CRL may change what is shown. */
function isAwaited(publication: Publication | null): boolean {
  return publication?.state === 'awaited' || publication?.watch?.state === 'watched'
}

/** Rows that are open are looked at this often, and a list without any for one that begins later. */
const FOLLOW_LIST_MS = 3_000
const WATCH_LIST_MS = 10_000

/** One page of operations, followed while one of its rows can still change, and watched when none can. */
export function operationListOptions(filter: OperationFilter) {
  const query = operationSearchParams(filter).toString()
  return queryOptions({
    queryKey: ['operations', 'list', filter],
    queryFn: ({ signal }) =>
      fetchJson<OperationPage>(`${paths.api.operations}?${query}`, { signal, isBackground: true }),
    refetchInterval: ({ state }) =>
      state.data?.items.some((row) => isOpen(row.state)) === true ? FOLLOW_LIST_MS : WATCH_LIST_MS,
  })
}

/** The filter as the query of an address, the same for the page and for GET `/api/operations`. */
export function operationSearchParams(filter: OperationFilter): URLSearchParams {
  const params = new URLSearchParams()
  const { kind = [], state = [], ...single } = filter
  for (const value of kind) params.append('kind', value)
  for (const value of state) params.append('state', value)
  for (const [name, value] of Object.entries(single)) if (value !== '') params.set(name, String(value))
  return params
}
