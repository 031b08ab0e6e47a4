import 'server-only'
import { onePerProcess } from '#lib/core/one-per-process.ts'
import type { Database } from '#lib/db/server/database.ts'
import type { CertificateFacets } from '../schema.ts'

type UnderWay = Map<string, Promise<CertificateFacets>>

const underWay = onePerProcess('counts-under-way', () => new WeakMap<Database, UnderWay>())

/**
 * Among very many certificates counting takes seconds, and one thread does it: whoever asks the same while it goes on
 * has its result. `question` has to name the state of the store too, for what was begun before a change is older than it.
 */
export async function countedOnce(
  db: Database,
  question: string,
  count: () => Promise<CertificateFacets>,
): Promise<CertificateFacets> {
  const ofStore = underWay.get(db) ?? (new Map() as UnderWay)
  underWay.set(db, ofStore)
  const begun = ofStore.get(question)
  if (begun !== undefined) return begun
  const counting = count().finally(() => ofStore.delete(question))
  ofStore.set(question, counting)
  return counting
}
