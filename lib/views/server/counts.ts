import 'server-only'
import { countList } from '#lib/certificates/server/count-list.ts'
import type { Database } from '#lib/db/server/database.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { readFreshness } from '#lib/sync/server/freshness.ts'
import type { SavedView, ViewCount } from '../schema.ts'

type Counting = { begunAt: number; asOf: string | null; count: Promise<ViewCount> }

/** By store, and in it by address. */
const countedByStore = new WeakMap<Database, Map<string, Counting>>()

/** Twenty views in sight of ten people are counted once in so long; what somebody has just done is seen after it. */
const KEPT_MS = 10_000

/** How many certificates each view finds, by id: of the mirror as it was read last, and at most KEPT_MS old. */
export async function countViews(
  { db, clock }: Pick<VerbContext, 'db' | 'clock'>,
  views: readonly SavedView[],
): Promise<Record<string, ViewCount>> {
  const { asOf } = await readFreshness(db)
  const countings = countingsOf(db)
  const isKept = ({ begunAt, ...counting }: Counting) =>
    counting.asOf === asOf && Math.abs(clock.now() - begunAt) < KEPT_MS
  for (const [params, counting] of countings) if (!isKept(counting)) countings.delete(params)
  const counts: Record<string, ViewCount> = {}
  for (const { id, params } of views) {
    const kept = countings.get(params)
    const count = kept?.count ?? countList(db, new URLSearchParams(params), clock.now())
    if (kept === undefined) {
      countings.set(params, { begunAt: clock.now(), asOf, count })
      count.catch(() => countings.delete(params))
    }
    counts[id] = await count
  }
  return counts
}

function countingsOf(db: Database): Map<string, Counting> {
  const known = countedByStore.get(db)
  if (known !== undefined) return known
  const countings = new Map<string, Counting>()
  countedByStore.set(db, countings)
  return countings
}
