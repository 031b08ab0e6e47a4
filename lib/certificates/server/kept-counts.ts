import 'server-only'
import { onePerProcess } from '#lib/core/one-per-process.ts'
import type { Database } from '#lib/db/server/database.ts'
import type { CertificateFacets } from '../schema.ts'

/** `until`: of performance.now(); none while they are counted. */
type Kept = { counts: Promise<CertificateFacets>; until: number }

const keptOfStores = onePerProcess('kept-counts', () => new WeakMap<Database, Map<string, Kept>>())

/** What takes no longer is counted whenever somebody asks; and nothing is older than a minute. */
const AT_ONCE_MS = 50
const TIMES_AS_LONG = 20
const LONGEST_KEPT_MS = 60_000
const MOST_KEPT = 100

/**
 * Among very many certificates counting takes seconds, and one thread does it: whoever asks the same while it goes on, or
 * within twenty times as long, has its result. `question` has to name the state of the store too, as far as somebody here
 * has changed it, for what was begun before a change is older than it.
 */
export async function countedOnce(
  db: Database,
  question: string,
  count: () => Promise<CertificateFacets>,
): Promise<CertificateFacets> {
  const kept = keptOfStores.get(db) ?? new Map<string, Kept>()
  keptOfStores.set(db, kept)
  const begunAt = performance.now()
  const known = kept.get(question)
  if (known !== undefined && known.until > begunAt) return known.counts
  const counting: Kept = { counts: count(), until: Infinity }
  // Behind all others: those that were counted first are forgotten first.
  kept.delete(question)
  kept.set(question, counting)
  forget(kept)
  try {
    const counts = await counting.counts
    counting.until = keptUntil(begunAt, performance.now())
    return counts
  } catch (cause) {
    if (kept.get(question) === counting) kept.delete(question)
    throw cause
  }
}

/** They may be as old as when the counting began. */
function keptUntil(begunAt: number, endedAt: number): number {
  const took = endedAt - begunAt
  return took < AT_ONCE_MS ? 0 : Math.min(begunAt + LONGEST_KEPT_MS, endedAt + took * TIMES_AS_LONG)
}

function forget(kept: Map<string, Kept>): void {
  for (const question of kept.keys()) {
    if (kept.size <= MOST_KEPT) return
    kept.delete(question)
  }
}
