import 'server-only'
import type { Database, Trx } from '#lib/db/server/database.ts'
import type { LimiterOptions } from './limiter.ts'
import { addSlots, readSlots, readState, type SlotRow } from './repository.ts'
import { noBlock, takeableSlots, type Block, type Slots } from './slots.ts'

/** What one reading of the slots showed. Whoever shares it draws from `offer`, so that no two try for one slot. */
export type Look = { readonly slots: Slots; readonly offer: SlotRow[] }

export type Means = Required<LimiterOptions> & {
  /** Readings under way: those who wait for the same operation wake together and share one. */
  readonly looks: Map<string, Promise<Look>>
  /** Operations whose rows are known to exist. */
  readonly prepared: Set<string>
  /** Runs something as if nobody's transaction were around it. */
  readonly outside: <Value>(run: () => Value) => Value
}

/** Reads the clock once: whatever is decided on it can only be too late, never too early. */
export async function look(
  means: Means,
  db: Database | Trx,
  operation: string,
  now = means.clock.now(),
): Promise<Slots> {
  await prepare(means, db, operation)
  const seen = await readBlock(db, operation, now)
  const rows = await readSlots(db, operation, means.ratePerSecond)
  return { ...seen, rows }
}

/** Makes the rows of an operation. */
export async function prepare(means: Means, db: Database | Trx, operation: string): Promise<void> {
  if (means.prepared.has(operation)) return
  await addSlots(db, operation, means.ratePerSecond)
  // Rows of a transaction that may still be rolled back are not known to exist.
  if (db === means.db) means.prepared.add(operation)
}

/** With the store's time, read before the slots are. */
export async function readBlock(
  db: Database | Trx,
  operation: string,
  localNow: number,
): Promise<{ block: Block; now: number }> {
  const { state, now } = await readState(db, operation, localNow)
  return { block: state === null ? noBlock : { at: state.lastThrottledAt ?? 0, until: state.blockedUntil }, now }
}

export async function lookTogether(means: Means, operation: string): Promise<Look> {
  const underWay = means.looks.get(operation)
  if (underWay) return underWay
  const looking = look(means, means.db, operation)
    .then((slots) => ({ slots, offer: takeableSlots(slots) }))
    .finally(() => means.looks.delete(operation))
  means.looks.set(operation, looking)
  return looking
}
