import type { CertificateType } from './schema.ts'
import type { StatusFilter } from './status.ts'

export const certificateSortFields = [
  'common_name',
  'identifier',
  'serial',
  'type',
  'ca',
  'status',
  'not_before',
  'not_after',
  'days',
  'revoke_time',
  'first_seen',
  'last_seen',
  'key',
  'signature',
  'alias',
  'sans',
  'subject',
  'organization',
  'unit',
  'locality',
  'state',
  'country',
  'custom_identifier',
  'vendor_id',
  'resource_group',
  'sha256',
  'md5',
] as const
export type CertificateSortField = (typeof certificateSortFields)[number]
/** `field` ascends, `-field` descends. */
export type CertificateSort = CertificateSortField | `-${CertificateSortField}`
export const DEFAULT_SORT: CertificateSort = 'common_name'
export const DEFAULT_LIMIT = 50
export const MAX_LIMIT = 500

/** What a list of certificates can be asked for. Several values of one field are alternatives; fields add up. */
export type CertificateFilter = {
  q?: string
  status?: StatusFilter[]
  type?: CertificateType[]
  /** Identifiers of issuing CAs. */
  ca?: string[]
  /** `RSA`, or with the size `RSA_2048`. */
  algorithm?: string[]
  /** RFC 3339, or a day in UTC: ends before it. */
  expiresBefore?: string
  /** RFC 3339, or a day in UTC: ends at it or later. */
  expiresAfter?: string
  /** Days: ends from now on and in less than so many, whenever the list is read. */
  expiresWithin?: number
  sort?: CertificateSort
  cursor?: string
  limit?: number
  facets?: boolean
  /** How the mirror is kept, beside the list. */
  sync?: boolean
  /** Which columns a page shows, in the words of its own address. No part of what is asked for. */
  columns?: string
}

/** The windows of days that the list counts for the question "what ends soon?". */
export const expiryWindows = [7, 30, 90, 365] as const
export type ExpiryWindow = (typeof expiryWindows)[number]

const DAY_MS = 24 * 60 * 60 * 1000
/** No certificate lives for longer. */
export const MAX_EXPIRY_WINDOW = 365_000

/** What ends within so many days of `now` (epoch ms): at `from` or later and before `to`. */
export function expiryWindow(days: number, now: number): { from: number; to: number } {
  return { from: now, to: now + days * DAY_MS }
}

/** The same with every value still unchecked, as it came out of an address. */
export type RawCertificateFilter = {
  q?: string
  status?: string[]
  type?: string[]
  ca?: string[]
  algorithm?: string[]
  expiresBefore?: string
  expiresAfter?: string
  expiresWithin?: string
  sort?: string
  cursor?: string
  limit?: string
  facets?: string
  sync?: string
}

const lists = [
  ['status', 'status'],
  ['type', 'type'],
  ['ca', 'ca'],
  ['algorithm', 'algorithm'],
] as const
const singles = [
  ['q', 'q'],
  ['expiresBefore', 'expires_before'],
  ['expiresAfter', 'expires_after'],
  ['expiresWithin', 'expires_within'],
  ['sort', 'sort'],
  ['cursor', 'cursor'],
  ['limit', 'limit'],
  ['facets', 'facets'],
  ['sync', 'sync'],
] as const

/** What a field of the filter is called in an address; null where it is none. */
export function parameterOf(field: string): string | null {
  return [...lists, ...singles].find(([known]) => known === field)?.[1] ?? null
}

/**
 * The filter as the query of an address, the same for the page and for GET `/api/certificates`. Parameters stand in a
 * fixed order and defaults are left out, so equal filters have equal addresses.
 */
export function certificateSearchParams(filter: CertificateFilter | RawCertificateFilter): URLSearchParams {
  const params = new URLSearchParams()
  if (filter.q !== undefined && filter.q !== '') params.set('q', filter.q)
  for (const [field, name] of lists) {
    for (const value of [...new Set<string>(filter[field] ?? [])].sort()) params.append(name, value)
  }
  for (const [field, name] of singles) {
    const value = filter[field]
    if (field === 'q' || value === undefined || value === '' || value === false) continue
    if (field === 'sort' && value === DEFAULT_SORT) continue
    params.set(name, String(value))
  }
  return params
}

/** Reads an address back. Nothing is checked here: list_certificates does, and names what it refuses. */
export function certificateFilterOf(params: URLSearchParams): RawCertificateFilter {
  const filter: RawCertificateFilter = {}
  for (const [field, name] of lists) {
    const values = params.getAll(name).filter((value) => value !== '')
    if (values.length > 0) filter[field] = values
  }
  for (const [field, name] of singles) {
    const value = params.get(name)
    if (value !== null && value !== '') filter[field] = value
  }
  return filter
}
