import 'server-only'
import { z } from 'zod'
import type { Database } from '#lib/db/server/database.ts'
import { deleteFact, selectFacts, upsertFact } from './repository.ts'

// Small facts that one process leaves for the others: what the worker finds of the vendor, what the console asks of
// the worker. This room owns the table `facts` and the shape of each fact; it refuses whatever must not be lost:
// a fact may be overwritten at any time.

const epochMs = z.int()

const count = z.int()
const weekly = z.array(count)
const ofEachType = z.object({ client: count, server: count })

const shapes = {
  /** The vendor gives the worker nothing. Absent while all is well. */
  vendor_unreachable: z.object({
    since: epochMs,
    /** When the worker last began to try; 0 where a page found the vendor silent. */
    triedAt: epochMs,
    nextTryAt: epochMs,
    /** How often in a row. */
    failures: z.int(),
    kind: z.string(),
    message: z.string(),
    code: z.string().nullable(),
    requestId: z.string().nullable(),
  }),
  /** Somebody wants the list read again at once. */
  sync_request: z.object({ at: epochMs, by: z.string() }),
  /** An admin has said to keep what had not been seen since this pass began. */
  missing_kept: z.object({ passId: z.int(), at: epochMs, by: z.string() }),
  /** An admin has said to bury it; the worker verifies and does it. */
  bury_order: z.object({ passId: z.int(), at: epochMs, by: z.string() }),
  /** The clock of `machine` less the vendor's, while it is minutes off. */
  clock_skew: z.object({ skewMs: z.int(), machine: z.string() }),
  /** Records of the audit that do not hold: nothing is signed while this stands. */
  checkpoint_refused: z.object({ sequence: z.int(), problem: z.string(), at: epochMs }),
  /** What the worker has counted of a large inventory, as the overview shows it (lib/overview/schema.ts). */
  inventory_counts: z.object({
    countedAt: epochMs,
    status: z.object({
      deleted: ofEachType,
      unknown: ofEachType,
      pending: ofEachType,
      revoked: ofEachType,
      expired: ofEachType,
      valid: ofEachType,
      expiring: ofEachType,
    }),
    ends: z.object({
      from: epochMs,
      authorities: z.array(z.object({ identifier: z.string(), name: z.string().nullable(), counts: weekly })),
      others: z.object({ identifiers: z.array(z.string()), counts: weekly }).nullable(),
      later: count,
    }),
    issued: z.object({ from: epochMs, counts: weekly }),
    revoked: z.object({ from: epochMs, here: weekly, elsewhere: weekly, untimed: count }),
  }),
  /** When ListCert was last asked what has changed lately, and what of its words a live reading did not bear out. */
  changes_looked_at: z.object({
    at: epochMs,
    settled: z.array(z.object({ identifier: z.string(), status: z.string(), at: epochMs })),
  }),
  /** The largest page of the list that the vendor was found to take, and when more is to be asked for again. */
  page_size: z.object({ size: z.int().positive(), until: epochMs }),
  /** How far the walk of a pass is (lib/sync/server/walk-state.ts), written with its last page. */
  sync_walk: z.object({
    passId: z.int(),
    /** Drawn anew whenever the pass is taken up: who had it before then knows that it is no longer theirs. */
    holder: z.string(),
    at: epochMs,
    state: z.object({
      pages: count,
      seen: count,
      unknown: count,
      first: count,
      isFirstConfirmed: z.boolean(),
      lastTotal: count,
      contradictions: z.array(z.string()),
      doubtful: z.array(z.string()),
      nextPage: z.int().positive(),
      pageSize: z.int().positive(),
      barren: count,
      lookAgain: z.array(z.int().positive()),
      pausedMs: count,
    }),
  }),
  /** A sign of life of the consoles, by which they learn that the store takes writes (store-refusal.ts). */
  console: z.object({ seenAt: epochMs }),
  /** The worker's sign of life. */
  worker: z.object({ owner: z.string(), startedAt: epochMs, seenAt: epochMs }),
}
export type FactName = keyof typeof shapes
export type Facts = { [Name in FactName]: z.infer<(typeof shapes)[Name]> }
const shapeOf: { [Name in FactName]: z.ZodType<Facts[Name]> } = shapes

/** Null when there is no such fact, or one of another build's shape. `db` may be a transaction. */
export async function readFact<Name extends FactName>(db: Database, name: Name): Promise<Facts[Name] | null> {
  const stored = (await selectFacts(db, [name])).get(name)
  if (stored === undefined) return null
  return shapeOf[name].safeParse(JSON.parse(stored)).data ?? null
}

export async function writeFact<Name extends FactName>(
  db: Database,
  name: Name,
  value: Facts[Name],
  at: number,
): Promise<void> {
  await upsertFact(db, name, JSON.stringify(value), at)
}

export async function clearFact(db: Database, name: FactName): Promise<void> {
  await deleteFact(db, name)
}
