import { auditActions, auditOutcomes } from '#lib/audit/event.ts'
import { auditFilterOf, auditSearchParams, type AuditPageRequest, type RawAuditFilter } from '#lib/audit/filter.ts'
import { paths } from '#lib/core/paths.ts'

// The address of the audit log: what is asked for, which page of it, and which record is open.

export type AuditAddress = {
  readonly filter: AuditPageRequest
  /** The sequence of the record whose detail is open. */
  readonly open: number | null
}

/** Reads an address; null where it asks for what does not exist. */
export function auditAddressOf(params: URLSearchParams): AuditAddress | null {
  const raw = auditFilterOf(params)
  const action = knownOf(raw.action, auditActions)
  const outcome = knownOf(raw.outcome, auditOutcomes)
  if (action === null || outcome === null || !isTime(raw.from) || !isTime(raw.to)) return null
  const filter = { ...textsOf(raw), ...(action.length > 0 && { action }), ...(outcome.length > 0 && { outcome }) }
  return { filter, open: sequenceOf(params.get('open')) }
}

function textsOf(raw: RawAuditFilter): AuditPageRequest {
  const filter: AuditPageRequest = {}
  for (const name of ['q', 'actor', 'from', 'to', 'cursor'] as const) {
    const value = raw[name]?.trim() ?? ''
    if (value !== '') filter[name] = value
  }
  return filter
}

function knownOf<Value extends string>(asked: readonly string[] = [], values: readonly Value[]): Value[] | null {
  const found = values.filter((value) => asked.includes(value))
  return found.length === new Set(asked).size ? found : null
}

function isTime(at: string | undefined): boolean {
  return at === undefined || !Number.isNaN(Date.parse(at))
}

function sequenceOf(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null
}

/** The address of a page of the log, with one record open or none. */
export function auditHref(filter: AuditPageRequest, open: number | null = null): string {
  const params = auditSearchParams(filter)
  if (open !== null) params.set('open', String(open))
  const query = params.toString()
  return query === '' ? paths.audit : `${paths.audit}?${query}`
}

export const exportFormats = ['jsonl', 'csv', 'csv-proof'] as const
type ExportFormat = (typeof exportFormats)[number]

/**
 * The same records as a file. The place in the list is no part of it. A CSV and its proof name the last record that they
 * are about, so that both are of the same bytes; a JSONL export ends with its own record.
 */
export function auditExportHref(filter: AuditPageRequest, format: ExportFormat, head: number | null): string {
  const params = auditSearchParams(filter)
  params.delete('cursor')
  params.delete('limit')
  params.set('format', format)
  if (format !== 'jsonl' && head !== null) params.set('head', String(head))
  return `${paths.api.auditExport}?${params.toString()}`
}
