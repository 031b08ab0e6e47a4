import 'server-only'
import { countList } from '#lib/certificates/server/count-list.ts'
import type { Database } from '#lib/db/server/database.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { readFreshness } from '#lib/sync/server/freshness.ts'
import type { SavedView, ViewCount } from '../schema.ts'

/** Of one state of the mirror. */
type Counted = { asOf: string | null; counts: Map<string, ViewCount> }

const countedByStore = new WeakMap<Database, Counted>()

/**
 * How many certificates each view finds, by id. Kept until the mirror has been read anew, so that twenty views in sight of
 * ten people are counted once a pass; a count is as old as the list's own facets at most.
 */
export async function countViews(
  { db, clock }: Pick<VerbContext, 'db' | 'clock'>,
  views: readonly SavedView[],
): Promise<Record<string, ViewCount>> {
  const { asOf } = await readFreshness(db)
  const known = countsAsOf(db, asOf)
  const counts: Record<string, ViewCount> = {}
  for (const { id, params } of views) {
    const count = known.get(params) ?? (await countList(db, new URLSearchParams(params), clock.now()))
    known.set(params, count)
    counts[id] = count
  }
  return counts
}

/** Before the first full pass the mirror grows by the second, and nothing is kept. */
function countsAsOf(db: Database, asOf: string | null): Counted['counts'] {
  const counted = countedByStore.get(db)
  if (asOf !== null && counted?.asOf === asOf) return counted.counts
  const counts = new Map<string, ViewCount>()
  countedByStore.set(db, { asOf, counts })
  return counts
}
