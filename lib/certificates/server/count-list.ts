import 'server-only'
import { readingAside, type Database } from '#lib/db/server/database.ts'
import { certificateFilterOf } from '../filter.ts'
import { listInput } from './list-input.ts'
import { planList } from './repository.plan.ts'
import { matchingOnce } from './repository.total.ts'
import { understandFilter } from './understand-filter.ts'

/** How many certificates the list at an address has, up to the list's own limit; null where the list cannot read it. */
export async function countList(
  db: Database,
  params: URLSearchParams,
  now: number,
): Promise<{ total: number; totalIsLowerBound: boolean } | null> {
  const conditions = await conditionsAt(db, params)
  if (conditions === null) return null
  const counts = readingAside(db, 'counts')
  const plan = await planList(counts, conditions, now)
  const { total, isLowerBound } = await matchingOnce(counts, { plan, conditions, now })()
  return { total, totalIsLowerBound: isLowerBound }
}

/** Whether the list can read an address, its typed query included. */
export async function isListAddress(db: Database, params: URLSearchParams): Promise<boolean> {
  return (await conditionsAt(db, params)) !== null
}

async function conditionsAt(db: Database, params: URLSearchParams) {
  const read = listInput.safeParse(certificateFilterOf(params))
  if (!read.success) return null
  const { cursor: _cursor, limit: _limit, facets: _facets, sync: _sync, sort: _sort, ...filter } = read.data
  const understood = await understandFilter(db, filter)
  return understood.ok ? understood.value : null
}
