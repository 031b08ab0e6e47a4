import { paths } from '#lib/core/paths.ts'
import {
  certificateFilterOf,
  certificateSearchParams,
  certificateSortFields,
  DEFAULT_SORT,
  type CertificateFilter,
  type CertificateSort,
  type CertificateSortField,
} from '#lib/certificates/filter.ts'
import { certificateTypes } from '#lib/certificates/schema.ts'
import { statusFilters } from '#lib/certificates/status.ts'
import { decodeColumns, encodeColumns } from './columns.ts'

// The list lives in its address: every condition, order and page is a link to the list that it would make. Pure.

/** The filter in an address. Words that the list does not know are dropped here; the server names them. */
export function filterIn(params: URLSearchParams): CertificateFilter {
  const raw = certificateFilterOf(params)
  const sort = sorts.find((known) => known === raw.sort)
  const limit = Number(raw.limit)
  const days = Number(raw.expiresWithin)
  return {
    ...(raw.q !== undefined && { q: raw.q }),
    ...knownOf('status', statusFilters, raw.status),
    ...knownOf('type', certificateTypes, raw.type),
    ...(raw.ca !== undefined && { ca: raw.ca }),
    ...(raw.algorithm !== undefined && { algorithm: raw.algorithm }),
    ...(raw.expiresAfter !== undefined && { expiresAfter: raw.expiresAfter }),
    ...(raw.expiresBefore !== undefined && { expiresBefore: raw.expiresBefore }),
    ...(Number.isInteger(days) && days > 0 && { expiresWithin: days }),
    ...(sort !== undefined && { sort }),
    ...(raw.cursor !== undefined && { cursor: raw.cursor }),
    ...(Number.isInteger(limit) && limit > 0 && { limit }),
    ...columnsIn(params),
  }
}

function columnsIn(params: URLSearchParams): Pick<CertificateFilter, 'columns'> {
  const choices = decodeColumns(params.get('columns') ?? undefined)
  return choices === null ? {} : { columns: encodeColumns(choices) }
}

const sorts = certificateSortFields.flatMap((field): CertificateSort[] => [field, `-${field}`])

function knownOf<Name extends string, Value extends string>(
  name: Name,
  known: readonly Value[],
  given: readonly string[] = [],
): Partial<Record<Name, Value[]>> {
  const values = known.filter((value) => given.includes(value))
  return values.length === 0 ? {} : ({ [name]: values } as Record<Name, Value[]>)
}

/** The address of a list. */
export function listHref(filter: CertificateFilter): string {
  const params = certificateSearchParams(filter)
  if (filter.columns !== undefined && filter.columns !== '') params.set('columns', filter.columns)
  const query = params.toString()
  return query === '' ? paths.certificates : `${paths.certificates}?${query}`
}

/** The same list with some conditions changed; it begins at its first page. `undefined` takes a condition away. */
export function changed(filter: CertificateFilter, change: FilterChange): CertificateFilter {
  const next: Record<string, unknown> = { ...filter, ...change, cursor: undefined }
  return Object.fromEntries(
    Object.entries(next).filter(([, value]) => value !== undefined && value !== '' && !isEmptyList(value)),
  )
}
export type FilterChange = { [Field in keyof CertificateFilter]?: CertificateFilter[Field] | undefined }

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}

/** A list of alternatives with one of them turned on or off. */
export function toggled<Value>(values: readonly Value[] | undefined, value: Value): Value[] {
  const held = values ?? []
  return held.includes(value) ? held.filter((other) => other !== value) : [...held, value]
}

/** What the list is narrowed by; each can be taken away by itself. */
export const conditionFields = [
  'q',
  'status',
  'type',
  'ca',
  'algorithm',
  'expiresWithin',
  'expiresAfter',
  'expiresBefore',
] as const
export type ConditionField = (typeof conditionFields)[number]

export function conditionsIn(filter: CertificateFilter): ConditionField[] {
  return conditionFields.filter((field) => filter[field] !== undefined)
}

export function without(filter: CertificateFilter, field: ConditionField): CertificateFilter {
  return changed(filter, { [field]: undefined })
}

/** Every condition away; order and page size stay. */
export function cleared(filter: CertificateFilter): CertificateFilter {
  return conditionFields.reduce(without, filter)
}

/** What the counts are asked for: the conditions alone, so that turning pages and sorting asks for none anew. */
export function countingFilter(filter: CertificateFilter): CertificateFilter {
  return { ...changed(filter, { sort: undefined, limit: undefined, columns: undefined }), facets: true, limit: 1 }
}

/** How a column is sorted by, and where pressing its head leads. */
export function sortingBy(
  filter: CertificateFilter,
  field: CertificateSortField,
): { sorting: 'ascending' | 'descending' | 'none'; href: string } {
  const sort = filter.sort ?? DEFAULT_SORT
  const next: CertificateSort = sort === field ? `-${field}` : field
  const sorting = sort === field ? 'ascending' : sort === `-${field}` ? 'descending' : 'none'
  return { sorting, href: listHref(changed(filter, { sort: next === DEFAULT_SORT ? undefined : next })) }
}
