import { queryOptions } from '@tanstack/react-query'
import { paths } from '#lib/core/paths.ts'
import { fetchJson } from '#lib/http/fetch-json.ts'
import { certificateSearchParams, type CertificateFilter } from './filter.ts'
import type { CertificateDetail, CertificateList } from './schema.ts'

/** Keys run from general to specific: invalidating `all` reaches every list and detail. */
export const certificateKeys = {
  all: ['certificates'] as const,
  lists: ['certificates', 'list'] as const,
  list: (filter: CertificateFilter) => ['certificates', 'list', certificateSearchParams(filter).toString()] as const,
  details: ['certificates', 'detail'] as const,
  detail: (identifier: string) => ['certificates', 'detail', identifier] as const,
}

export function certificateListOptions(filter: CertificateFilter) {
  const query = certificateSearchParams(filter).toString()
  const path = query === '' ? paths.api.certificates : `${paths.api.certificates}?${query}`
  return queryOptions({
    queryKey: certificateKeys.list(filter),
    queryFn: ({ signal }) => fetchJson<CertificateList>(path, { signal }),
  })
}

export function certificateDetailOptions(identifier: string) {
  return queryOptions({
    queryKey: certificateKeys.detail(identifier),
    queryFn: ({ signal }) => fetchJson<CertificateDetail>(paths.api.certificate(identifier), { signal }),
  })
}
