import { paths } from '#lib/core/paths.ts'
import { certificateSearchParams, type CertificateFilter } from './filter.ts'

/** The forms in which a list can be had as a file. */
export const exportFormats = ['csv', 'jsonl', 'pem'] as const
export type CertificateExportFormat = (typeof exportFormats)[number]

/** The address of the file that holds the whole list, not just a page of it. */
export function exportHref(filter: CertificateFilter, format: CertificateExportFormat): string {
  const { cursor: _cursor, limit: _limit, facets: _facets, sync: _sync, ...whole } = filter
  const params = certificateSearchParams(whole)
  params.set('format', format)
  return `${paths.api.certificateExport}?${params.toString()}`
}
