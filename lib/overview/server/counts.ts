import 'server-only'
import { knownAuthorities } from '#lib/authorities/server/find.ts'
import { countInventory, isInventoryWithin } from '#lib/certificates/server/inventory-counts.ts'
import type { Clock } from '#lib/core/clock.ts'
import { readingAside, type Database } from '#lib/db/server/database.ts'
import { openSnapshot } from '#lib/db/server/snapshot.ts'
import { readFact, writeFact } from '#lib/facts/server/facts.ts'
import { readFreshness } from '#lib/sync/server/freshness.ts'
import type { OverviewCounts } from '../schema.ts'
import { topAuthorities, weeksBack, weeksOfEnds } from '../timeline.ts'

// A million certificates are counted in seconds, and somebody waits. So the worker counts them, after each pass over the
// list and every few minutes, and leaves the numbers with their time; few certificates are counted while somebody waits,
// so that what was done a moment ago is in the numbers.

/** Counted in some 30 ms. */
const FEW = 20_000
/** What is done here and what time does is in the numbers after so long, whether or not there was a pass. */
const KEPT_MS = 5 * 60_000

/** Much more than a count of everything takes, and a place beside the exports, which may be of the same process. */
const SNAPSHOT = { longestMs: KEPT_MS, most: 5, mostOfOwner: 1, owner: 'counts' }

type Parts = { db: Database; clock: Clock }

/** The numbers of now, or of at most one pass ago. */
export async function readCounts({ db, clock }: Parts, few = FEW): Promise<OverviewCounts> {
  const aside = readingAside(db, 'counts')
  const kept = (await isInventoryWithin(aside, few)) ? null : await readFact(db, 'inventory_counts')
  return kept ?? countNow({ db: aside, clock })
}

/** Counts what is too much to be counted while somebody waits, when that is due. */
export async function keepCounts({ db, clock }: Parts, few = FEW): Promise<void> {
  const aside = readingAside(db, 'counts')
  if (await isInventoryWithin(aside, few)) return
  const kept = await readFact(db, 'inventory_counts')
  const { asOf } = await readFreshness(db)
  const isOld = kept === null || Math.abs(clock.now() - kept.countedAt) >= KEPT_MS
  if (!isOld && (asOf === null || Date.parse(asOf) <= kept.countedAt)) return
  // Counted in seconds, in which a pass writes: question by question the numbers would be of different moments.
  const snapshot = await openSnapshot(db, SNAPSHOT)
  if (snapshot === null) return
  const counts = await countNow({ db: snapshot.db, clock }).finally(snapshot.close)
  await writeFact(db, 'inventory_counts', counts, counts.countedAt)
}

async function countNow({ db, clock }: Parts): Promise<OverviewCounts> {
  // Before anything is read: the numbers are never dated later than what they count.
  const now = clock.now()
  const [ends, back] = [weeksOfEnds(now), weeksBack(now)]
  const counts = await countInventory(db, { now, ends, back })
  const names = new Map((await knownAuthorities(db)).map(({ identifier, commonName }) => [identifier, commonName]))
  return {
    countedAt: now,
    status: counts.status,
    ends: {
      from: ends.from,
      ...topAuthorities(counts.ends.byAuthority, (identifier) => names.get(identifier) ?? null),
      later: counts.ends.later,
    },
    issued: { from: back.from, counts: counts.issued },
    revoked: { from: back.from, ...counts.revoked },
  }
}
