import { queryOptions } from '@tanstack/react-query'
import { paths } from '#lib/core/paths.ts'
import { fetchJson } from '#lib/http/fetch-json.ts'
import type { SavedViews } from './schema.ts'

export const viewKeys = {
  all: ['views'] as const,
  list: ['views', 'list'] as const,
  counts: ['views', 'counts'] as const,
}

export function viewsOptions() {
  return queryOptions({
    queryKey: viewKeys.list,
    queryFn: ({ signal }) => fetchJson<SavedViews>(paths.api.views, { signal }),
  })
}

/** Asked for when they are in sight. */
export function viewCountsOptions() {
  return queryOptions({
    queryKey: viewKeys.counts,
    queryFn: ({ signal }) => fetchJson<SavedViews>(`${paths.api.views}?counts=true`, { signal }),
  })
}
