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

// A download has no page that could read why it failed. So the answer that refuses it leaves a cookie for a moment, and
// the page that asked looks for that; what is downloaded goes by no script, however large it is.

const failureCookie = 'rescind-export-failure'

export type ExportFailure = 'busy' | 'session' | 'store' | 'other'

/** The `set-cookie` line of an answer that is no file. */
export function exportFailureCookie(status: number, isHttps: boolean): string {
  return `${failureCookie}=${String(status)}; Path=/; Max-Age=60; SameSite=Strict${isHttps ? '; Secure' : ''}`
}

/** What a page's cookies say of its last export; null while nothing is known against it. */
export function exportFailureIn(cookies: string): ExportFailure | null {
  const status = new RegExp(`(?:^|; )${failureCookie}=(\\d+)`).exec(cookies)?.[1]
  if (status === undefined) return null
  return failures[status] ?? 'other'
}

const failures: Readonly<Record<string, ExportFailure>> = { 401: 'session', 429: 'busy', 503: 'store' }

/** The line for `document.cookie` that takes it away. */
export const noExportFailure = `${failureCookie}=; Path=/; Max-Age=0; SameSite=Strict`
