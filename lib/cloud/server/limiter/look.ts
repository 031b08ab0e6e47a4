import 'server-only'
import type { Database, Trx } from '#lib/db/server/database.ts'
import type { LimiterOptions } from './limiter.ts'
import { addSlots, readSlotsAndState, readState, type SlotRow, type StateRow } from './repository.ts'
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

/**
 * Reads the clock once. A slot is taken only as it was seen here (`holdSlot`), so it does not matter that the slots are
 * a little older than the clock.
 */
export async function look(
  means: Means,
  db: Database | Trx,
  operation: string,
  now = means.clock.now(),
): Promise<Slots> {
  await prepare(means, db, operation)
  const seen = await readSlotsAndState(db, operation, { count: means.ratePerSecond, localNow: now })
  if (seen === null) throw new Error('the limiter has no slots')
  return { block: blockIn(seen.state), now: seen.now, rows: seen.slots }
}

/** Makes the rows of an operation. */
export async function prepare(means: Means, db: Database | Trx, operation: string): Promise<void> {
  if (means.prepared.has(operation)) return
  await addSlots(db, operation, means.ratePerSecond)
  // Rows of a transaction that may still be rolled back are not known to exist.
  if (db === means.db) means.prepared.add(operation)
}

/** With the store's time. */
export async function readBlock(
  db: Database | Trx,
  operation: string,
  localNow: number,
): Promise<{ block: Block; now: number }> {
  const { state, now } = await readState(db, operation, localNow)
  return { block: state === null ? noBlock : blockIn(state), now }
}

function blockIn({ lastThrottledAt, blockedUntil }: StateRow): Block {
  return { at: lastThrottledAt ?? 0, until: blockedUntil }
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
