import {
  certificateFilterOf,
  certificateSearchParams,
  type CertificateFilter,
  type RawCertificateFilter,
} from '#lib/certificates/filter.ts'

/**
 * What of an address of the list belongs to a view: its conditions and order, in the list's own spelling. A place in the
 * list does not, nor what the list does not know.
 */
export function viewParamsOf(params: URLSearchParams): string {
  return viewParamsIn(certificateFilterOf(params))
}

/** The same of a filter. */
export function viewParamsIn(filter: CertificateFilter | RawCertificateFilter): string {
  const { cursor: _cursor, limit: _limit, facets: _facets, sync: _sync, ...kept } = filter
  return certificateSearchParams(kept).toString()
}
