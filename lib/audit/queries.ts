import { queryOptions } from '@tanstack/react-query'
import { paths } from '#lib/core/paths.ts'
import { fetchJson } from '#lib/http/fetch-json.ts'
import type { AuditPage } from './entry.ts'
import { auditSearchParams, type AuditPageRequest } from './filter.ts'

export function auditListOptions(request: AuditPageRequest) {
  return queryOptions({
    queryKey: ['audit', 'list', request],
    queryFn: ({ signal }) =>
      fetchJson<AuditPage>(`${paths.api.audit}?${auditSearchParams(request).toString()}`, { signal }),
  })
}
