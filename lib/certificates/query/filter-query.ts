import { instantOf } from '#lib/core/format.ts'
import { ok, type Result } from '#lib/core/result.ts'
import { MAX_EXPIRY_WINDOW, type CertificateFilter } from '../filter.ts'
import { searchText } from '../search-text.ts'
import { formatQuery } from './format.ts'
import { DAY_MS } from './moment.ts'
import { parseQuery } from './parse.ts'
import type { Moment, QueryCondition, QueryError, QueryNode } from './query.ts'
import { topTerms } from './top-terms.ts'
import { joined } from './joined.ts'

/** The conditions that parameters of an address say. */
export type ParameterConditions = Pick<
  CertificateFilter,
  'status' | 'type' | 'ca' | 'algorithm' | 'expiresAfter' | 'expiresBefore' | 'expiresWithin'
>

/** The authorities whose names may be typed in the place of their Identifiers. */
export type NamedCa = { readonly identifier: string; readonly name: string | null }

type Known = {
  readonly cas?: readonly NamedCa[] | undefined
  /** Conditions that hold already: what is typed narrows them. */
  readonly held?: ParameterConditions
}

/**
 * The query's conditions that parameters can say, added to those that are held, and the rest. Two conditions on one
 * field become one only where that finds the same: otherwise the second stays in the rest, and both hold.
 */
export function filterOfQuery(
  node: QueryNode | null,
  { cas = [], held = {} }: Known = {},
): { filter: ParameterConditions; rest: QueryNode | null } {
  let filter = held
  const rest: QueryNode[] = []
  for (const part of topTerms(node)) {
    const next = part.kind === 'term' ? narrowedBy(filter, part.condition, cas) : null
    if (next === null) rest.push(part)
    else filter = next
  }
  return { filter, rest: joined('and', rest) }
}

/** What is typed, parted in parameters and a text for `q`: as it was typed where all of it stays there. */
export function splitTyped(
  text: string,
  known: Known = {},
): Result<{ filter: ParameterConditions; rest: string }, QueryError> {
  const read = parseQuery(text)
  if (!read.ok) return read
  const { filter, rest } = filterOfQuery(read.value, known)
  const isWhole = topTerms(rest).length === topTerms(read.value).length
  return ok({ filter, rest: isWhole ? text.trim() : formatQuery(rest) })
}

/** The parameters with one more condition; null where they cannot say it. */
function narrowedBy(
  filter: ParameterConditions,
  condition: QueryCondition,
  cas: readonly NamedCa[],
): ParameterConditions | null {
  switch (condition.field) {
    case 'status':
      return narrowedTo(filter, 'status', narrowest(filter.status, condition.values))
    case 'type':
      return narrowedTo(filter, 'type', narrowest(filter.type, condition.values))
    case 'algorithm':
      return narrowedTo(filter, 'algorithm', narrowest(filter.algorithm, condition.values))
    case 'ca': {
      const identifiers = identifiersOf(condition.values, cas)
      return identifiers && narrowedTo(filter, 'ca', narrowest(filter.ca, identifiers))
    }
    case 'expires':
      return between(filter, condition)
    default:
      return null
  }
}

function narrowedTo<Field extends keyof ParameterConditions>(
  filter: ParameterConditions,
  field: Field,
  values: ParameterConditions[Field] | null,
): ParameterConditions | null {
  return values === null ? null : { ...filter, [field]: values }
}

/** Of two choices that both hold the smaller one, if it lies in the other. */
function narrowest<Value>(held: Value[] | undefined, values: Value[]): Value[] | null {
  if (held === undefined || values.every((value) => held.includes(value))) return values
  return held.every((value) => values.includes(value)) ? held : null
}

/** The one of that Identifier, else all of that name: names are not unique. */
export function casCalled(value: string, cas: readonly NamedCa[]): NamedCa[] {
  const exact = cas.filter(({ identifier }) => identifier === value)
  return exact.length > 0 ? exact : cas.filter(({ name }) => name !== null && searchText(name) === searchText(value))
}

/** Null where one of them is not known. */
function identifiersOf(values: readonly string[], cas: readonly NamedCa[]): string[] | null {
  const found = values.map((value) => casCalled(value, cas))
  return found.some((some) => some.length === 0) ? null : found.flatMap((some) => some.map((ca) => ca.identifier))
}

/** Fixed dates, which mean the same tomorrow, and "within so many days", which means those of the day it is read on. */
function between(
  filter: ParameterConditions,
  { from, to }: { from: Moment | 'now' | null; to: Moment | null },
): ParameterConditions | null {
  if (from === 'now' && to?.kind === 'ahead') return within(filter, to.ms / DAY_MS)
  const after = boundWith(filter.expiresAfter, from, Math.max)
  const before = boundWith(filter.expiresBefore, to, Math.min)
  if (after === null || before === null) return null
  return {
    ...filter,
    ...(after !== undefined && { expiresAfter: after }),
    ...(before !== undefined && { expiresBefore: before }),
  }
}

/** The shorter window; null where it is not one of whole days. */
function within(filter: ParameterConditions, days: number): ParameterConditions | null {
  if (!Number.isInteger(days) || days < 1) return null
  return { ...filter, expiresWithin: Math.min(days, filter.expiresWithin ?? MAX_EXPIRY_WINDOW) }
}

/** The tighter of the bound that is held and a new one; null where it is none that an address can say. */
function boundWith(
  held: string | undefined,
  moment: Moment | 'now' | null,
  tighter: (one: number, other: number) => number,
): string | null | undefined {
  if (moment === null) return held
  const holds = held === undefined ? null : instantOf(held)
  if (moment === 'now' || moment.kind !== 'instant' || (held !== undefined && holds === null)) return null
  const at = holds === null ? moment.at : tighter(holds, moment.at)
  const word = new Date(at).toISOString()
  // Beyond the year 9999 no date of an address goes.
  return word.startsWith('+') ? null : word.replace('T00:00:00.000Z', '')
}
