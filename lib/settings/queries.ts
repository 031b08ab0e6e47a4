import { queryOptions } from '@tanstack/react-query'
import { paths } from '#lib/core/paths.ts'
import { fetchJson } from '#lib/http/fetch-json.ts'
import type { RamReport, Settings } from './schema.ts'

const METER_MS = 3_000

/** Each look costs the account a few read calls: it is taken once, and again when somebody asks. */
export function ramReportOptions() {
  return queryOptions({
    queryKey: ['settings', 'ram'],
    queryFn: ({ signal }) => fetchJson<RamReport>(paths.api.permissions, { signal }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  })
}

/** Where the console stands, followed while somebody looks: the meter row of every page reads the limiter from it. */
export function meterOptions() {
  return queryOptions({
    queryKey: ['settings', 'meter'],
    queryFn: ({ signal }) => fetchJson<Settings>(paths.api.settings, { signal, isBackground: true }),
    refetchInterval: METER_MS,
    staleTime: METER_MS,
  })
}
