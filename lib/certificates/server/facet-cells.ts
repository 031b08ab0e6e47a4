import 'server-only'
import { expiryWindow, expiryWindows } from '../filter.ts'
import type { CertificateFacets, CertificateType } from '../schema.ts'
import { EXPIRING_WITHIN_MS, statusFilters, type StatusFilter } from '../status.ts'

// From the few kinds of rows that there are to the counts of every facet. Pure; repository.facets.ts counts the kinds.

/** Rows that differ in nothing but their names and times. */
export type FacetCell = {
  status: 'deleted' | 'pending' | 'revoked' | 'issued' | 'unknown'
  type: CertificateType
  caIdentifier: string
  caName: string | null
  algorithm: string
  keySize: number
  count: number
  /** How many of them end before each of the bounds, and last how many end at all. */
  endBefore: readonly number[]
}

export type FacetQuery = {
  status?: readonly StatusFilter[] | undefined
  type?: readonly CertificateType[] | undefined
  ca?: readonly string[] | undefined
  algorithm?: readonly string[] | undefined
  /** Epoch ms. */
  expiresAfter?: number | undefined
  expiresBefore?: number | undefined
  /** Days. */
  expiresWithin?: number | undefined
  now: number
}

/** The times (epoch ms) by which cells have to be counted for a query, ascending. */
export function facetBounds({ now, expiresAfter, expiresBefore, expiresWithin }: FacetQuery): number[] {
  const windows = [...expiryWindows, expiresWithin ?? 0].map((days) => expiryWindow(days, now).to)
  const bounds = [now, now + EXPIRING_WITHIN_MS + 1, ...windows, expiresAfter, expiresBefore]
  return [...new Set(bounds.filter((bound) => bound !== undefined))].sort((one, other) => one - other)
}

/** Ends at `from` or later and before `to`; where both are open, what has no end counts too. */
type Span = { from: number | null; to: number | null }

function spanAsked({ now, expiresAfter, expiresBefore, expiresWithin }: FacetQuery): Span {
  const dates = { from: expiresAfter ?? null, to: expiresBefore ?? null }
  return expiresWithin === undefined ? dates : within(dates, expiryWindow(expiresWithin, now))
}

/** Each dimension counts under the filters of the others: a count says what choosing it would show. */
export function facetsOf(
  cells: readonly FacetCell[],
  query: FacetQuery,
): Omit<CertificateFacets, 'flags' | 'validity'> {
  const bounds = facetBounds(query)
  const { now, status, type, ca, algorithm } = query
  const asked = spanAsked(query)
  const inType = (cell: FacetCell) => type === undefined || type.includes(cell.type)
  const inCa = (cell: FacetCell) => ca === undefined || ca.includes(cell.caIdentifier)
  const inKey = (cell: FacetCell) => algorithm === undefined || algorithm.some((key) => isKey(cell, key))
  const count = (of: readonly FacetCell[], states: readonly StatusFilter[] | undefined, span: Span) =>
    of.reduce((total, cell) => total + countIn(cell, bounds, { states, span, now }), 0)
  const sharing = cells.filter((cell) => inType(cell) && inCa(cell) && inKey(cell))
  const by = <Key>(isIn: (cell: FacetCell) => boolean, keyOf: (cell: FacetCell) => Key, key: Key) =>
    count(
      cells.filter((cell) => isIn(cell) && keyOf(cell) === key),
      status,
      asked,
    )
  const ofType = (wanted: CertificateType) =>
    by(
      (cell) => inCa(cell) && inKey(cell),
      (cell) => cell.type,
      wanted,
    )
  return {
    status: Object.fromEntries(statusFilters.map((state) => [state, count(sharing, [state], asked)])) as StatusCounts,
    type: { client: ofType('client'), server: ofType('server') },
    ca: distinct(cells, (cell) => cell.caIdentifier)
      .map(({ caIdentifier, caName }) => ({
        identifier: caIdentifier,
        name: caName,
        count: by(
          (cell) => inType(cell) && inKey(cell),
          (cell) => cell.caIdentifier,
          caIdentifier,
        ),
      }))
      .sort(byCountThenName),
    key: distinct(cells.filter(hasKey), keyOf)
      .map((cell) => ({
        algorithm: cell.algorithm,
        keySize: cell.keySize,
        count: by((other) => inType(other) && inCa(other), keyOf, keyOf(cell)),
      }))
      .sort((one, other) => other.count - one.count || keyOf(one).localeCompare(keyOf(other), 'en')),
    expiry: expiryWindows.map((days) => ({ days, count: count(sharing, status, expiryWindow(days, now)) })),
  }
}

type StatusCounts = CertificateFacets['status']
type CaCount = CertificateFacets['ca'][number]

/** Those that nothing tells apart but their Identifier stay where they are when the counts are read again. */
function byCountThenName(one: CaCount, other: CaCount): number {
  const byName = (one.name ?? '').localeCompare(other.name ?? '', 'en')
  return other.count - one.count || byName || (one.identifier < other.identifier ? -1 : 1)
}

function keyOf({ algorithm, keySize }: { algorithm: string; keySize: number }): string {
  return `${algorithm}_${String(keySize)}`
}

/** While PENDING the vendor may name none; and nothing else than such words can be asked for. */
function hasKey({ algorithm, keySize }: FacetCell): boolean {
  return keySize > 0 && /^[A-Za-z0-9]{1,20}$/.test(algorithm)
}

function isKey(cell: FacetCell, key: string): boolean {
  return key === cell.algorithm || key === keyOf(cell)
}

function distinct(cells: readonly FacetCell[], keyOfCell: (cell: FacetCell) => string): FacetCell[] {
  return [...new Map(cells.map((cell) => [keyOfCell(cell), cell])).values()]
}

type Counting = { states: readonly StatusFilter[] | undefined; span: Span; now: number }

/** How many rows of a cell are in one of the states and end in the span. What is issued is expired or valid by its end. */
function countIn(cell: FacetCell, bounds: readonly number[], { states, span, now }: Counting): number {
  if (cell.status !== 'issued') {
    const isIn = states === undefined || states.includes(cell.status)
    return isIn ? ending(cell, bounds, span) : 0
  }
  if (states === undefined) return ending(cell, bounds, span)
  const isValidIn = states.includes('valid')
  const expired = states.includes('expired') ? ending(cell, bounds, within(span, { from: null, to: now })) : 0
  const soon = { from: now, to: now + EXPIRING_WITHIN_MS + 1 }
  const expiring = isValidIn || !states.includes('expiring') ? 0 : ending(cell, bounds, within(span, soon))
  const valid = isValidIn ? ending(cell, bounds, span) - ending(cell, bounds, within(span, { from: null, to: now })) : 0
  return expired + expiring + valid
}

function within(span: Span, other: Span): Span {
  const from = span.from === null ? other.from : Math.max(span.from, other.from ?? span.from)
  const to = span.to === null ? other.to : Math.min(span.to, other.to ?? span.to)
  return { from, to }
}

function ending(cell: FacetCell, bounds: readonly number[], { from, to }: Span): number {
  if (from === null && to === null) return cell.count
  if (from !== null && to !== null && from >= to) return 0
  const before = (bound: number) => cell.endBefore[bounds.indexOf(bound)] ?? 0
  const after = from === null ? 0 : before(from)
  const until = to === null ? (cell.endBefore.at(-1) ?? 0) : before(to)
  return until - after
}
