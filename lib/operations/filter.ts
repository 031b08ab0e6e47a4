import { valuesOf } from '#lib/core/several.ts'
import type { OperationFilter } from './operation.ts'
import { operationKinds, stateFilters } from './state.ts'

const texts = ['q', 'requestedBy', 'from', 'to', 'cursor'] as const

/** The filter in an address, as a page and its links use it; null when the address asks for what does not exist. */
export function operationFilterOf(searchParams: URLSearchParams): OperationFilter | null {
  const kind = known(valuesOf(searchParams, 'kind'), operationKinds)
  const state = known(valuesOf(searchParams, 'state'), stateFilters)
  if (kind === null || state === null) return null
  const filter: OperationFilter = { ...(kind.length > 0 && { kind }), ...(state.length > 0 && { state }) }
  for (const name of texts) {
    const value = searchParams.get(name)?.trim() ?? ''
    if (value !== '') filter[name] = value
  }
  const isTime = (at: string | undefined) => at === undefined || !Number.isNaN(Date.parse(at))
  return isTime(filter.from) && isTime(filter.to) ? filter : null
}

function known<Value extends string>(asked: readonly string[], values: readonly Value[]): Value[] | null {
  const found: Value[] = []
  for (const text of new Set(asked)) {
    const value = values.find((candidate) => candidate === text)
    if (value === undefined) return null
    found.push(value)
  }
  return found
}

export type OperationCondition = {
  readonly field: 'q' | 'kind' | 'state' | 'requestedBy' | 'from' | 'to'
  readonly values: readonly string[]
  /** The same filter, from its first page, without this condition. */
  readonly without: OperationFilter
}

/** The conditions of a filter one by one, in the order in which they are shown. Order and place in the list are none. */
export function conditionsOf(filter: OperationFilter): OperationCondition[] {
  const conditions = { ...filter }
  delete conditions.cursor
  delete conditions.limit
  delete conditions.sort
  const fields = ['q', 'kind', 'state', 'requestedBy', 'from', 'to'] as const
  return fields.flatMap((field) => {
    const { [field]: value, ...without } = conditions
    return value === undefined ? [] : [{ field, values: typeof value === 'string' ? [value] : value, without }]
  })
}
