import { queryOptions } from '@tanstack/react-query'
import { paths } from '#lib/core/paths.ts'
import { fetchJson } from '#lib/http/fetch-json.ts'
import type { SyncStatus } from '#lib/sync/schema.ts'
import { certificateSearchParams, type CertificateFilter } from './filter.ts'
import type { CertificateDetail, CertificateList, WatchedMirror } from './schema.ts'

/** Keys run from general to specific: invalidating `all` reaches every list and detail. */
export const certificateKeys = {
  all: ['certificates'] as const,
  lists: ['certificates', 'list'] as const,
  list: (filter: CertificateFilter) => ['certificates', 'list', certificateSearchParams(filter).toString()] as const,
  mirror: ['certificates', 'mirror'] as const,
  details: ['certificates', 'detail'] as const,
  detail: (identifier: string) => ['certificates', 'detail', identifier] as const,
}

/** How often the state of the mirror is looked at, and how often while a pass is under way or asked for. */
const WATCH_MS = 10_000
const FOLLOW_MS = 1_500

export function certificateListOptions(filter: CertificateFilter) {
  const query = certificateSearchParams(filter).toString()
  const path = query === '' ? paths.api.certificates : `${paths.api.certificates}?${query}`
  return queryOptions({
    queryKey: certificateKeys.list(filter),
    // What is held already is renewed by the page itself: that is nobody's act and postpones no idle limit.
    queryFn: ({ signal, client, queryKey }) =>
      fetchJson<CertificateList>(path, { signal, isBackground: client.getQueryData(queryKey) !== undefined }),
    // Whoever comes back from another tab may have revoked there.
    refetchOnWindowFocus: 'always',
    // Nor can a browser that was offline know what became of what it shows, and what it asked for meanwhile failed.
    refetchOnReconnect: 'always',
    // Rows that could not be renewed are asked for again; nothing else would do it until the next pass has ended.
    refetchInterval: ({ state }) => (state.data !== undefined && state.error !== null ? WATCH_MS : false),
  })
}

/** How the mirror is kept, watched by itself: it does not postpone the idle limit, and asks for one row alone. */
export function mirrorOptions() {
  const path = `${paths.api.certificates}?${certificateSearchParams({ limit: 1, sync: true }).toString()}`
  return queryOptions({
    queryKey: certificateKeys.mirror,
    queryFn: async ({ signal }) => mirrorIn(await fetchJson<CertificateList>(path, { signal, isBackground: true })),
    refetchInterval: ({ state }) => (isMoving(state.data ?? null) ? FOLLOW_MS : WATCH_MS),
  })
}

/** What a list says of the mirror that it was asked about, and when it said so. */
export function mirrorIn({
  sync,
  answeredAt,
}: {
  sync?: SyncStatus | undefined
  answeredAt: string
}): WatchedMirror | null {
  return sync === undefined ? null : { ...sync, answeredAt }
}

function isMoving(sync: SyncStatus | null): boolean {
  return sync !== null && (sync.running !== null || sync.requestedAt !== null)
}

export function certificateDetailOptions(identifier: string) {
  return queryOptions({
    queryKey: certificateKeys.detail(identifier),
    queryFn: ({ signal }) => fetchJson<CertificateDetail>(paths.api.certificate(identifier), { signal }),
  })
}
