import { queryOptions } from '@tanstack/react-query'
import { paths } from '#lib/core/paths.ts'
import { fetchJson } from '#lib/http/fetch-json.ts'
import type { RamReport } from './schema.ts'

/** Each look costs the account a few read calls: it is taken once, and again when somebody asks. */
export function ramReportOptions() {
  return queryOptions({
    queryKey: ['settings', 'ram'],
    queryFn: ({ signal }) => fetchJson<RamReport>(paths.api.permissions, { signal }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  })
}
