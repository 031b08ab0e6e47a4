import { valuesOf } from '#lib/core/several.ts'
import type { AuditAction, AuditOutcome } from './event.ts'

export const DEFAULT_LIMIT = 50
export const MAX_LIMIT = 500

/** What the audit can be asked for. Several values of one field are alternatives; fields add up. */
export type AuditFilter = {
  /** RequestId, person, serial, Identifier or common name, or a part of one. */
  q?: string
  action?: AuditAction[]
  /** The whole label: an e-mail address, `worker:sync`, `shell`, `anonymous`. */
  actor?: string
  outcome?: AuditOutcome[]
  /** RFC 3339, or a day in UTC: at it or later. */
  from?: string
  /** RFC 3339: before it. A day in UTC: until its end. */
  to?: string
}

export type AuditPageRequest = AuditFilter & { cursor?: string; limit?: number }

/** The same with every value still unchecked, as it came out of an address. */
export type RawAuditFilter = {
  q?: string
  action?: string[]
  actor?: string
  outcome?: string[]
  from?: string
  to?: string
  cursor?: string
  limit?: string
}

const lists = ['action', 'outcome'] as const
const singles = ['q', 'actor', 'from', 'to', 'cursor', 'limit'] as const

/** The filter as the query of an address, the same for the page, GET `/api/audit` and the export. */
export function auditSearchParams(request: AuditPageRequest): URLSearchParams {
  const params = new URLSearchParams()
  for (const name of lists) {
    for (const value of [...new Set<string>(request[name] ?? [])].sort()) params.append(name, value)
  }
  for (const name of singles) {
    const value = request[name]
    if (value !== undefined && value !== '') params.set(name, String(value))
  }
  return params
}

/** Reads an address back. Nothing is checked here: the verbs do, and name what they refuse. */
export function auditFilterOf(params: URLSearchParams): RawAuditFilter {
  const filter: RawAuditFilter = {}
  for (const name of lists) {
    const values = valuesOf(params, name)
    if (values.length > 0) filter[name] = values
  }
  for (const name of singles) {
    const value = params.get(name)
    if (value !== null && value !== '') filter[name] = value
  }
  return filter
}

export type AuditCondition = {
  readonly field: 'q' | 'action' | 'actor' | 'outcome' | 'from' | 'to'
  readonly values: readonly string[]
  /** The same filter, from its first page, without this condition. */
  readonly without: AuditPageRequest
}

/** The conditions of a filter one by one, in the order in which they are shown. */
export function auditConditionsOf(filter: AuditPageRequest): AuditCondition[] {
  const conditions = { ...filter }
  delete conditions.cursor
  delete conditions.limit
  const fields = ['q', 'action', 'actor', 'outcome', 'from', 'to'] as const
  return fields.flatMap((field) => {
    const { [field]: value, ...without } = conditions
    return value === undefined ? [] : [{ field, values: typeof value === 'string' ? [value] : value, without }]
  })
}
