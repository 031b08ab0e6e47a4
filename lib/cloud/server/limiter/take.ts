import 'server-only'
import type { Database, Trx } from '#lib/db/server/database.ts'
import type { Slot } from './limiter.ts'
import { look, lookTogether, type Look, type Means } from './look.ts'
import { leaseMs, occupancyMs } from './occupancy.ts'
import { holdSlot } from './repository.ts'
import { isStale, nextLook, takeableSlots, type Slots } from './slots.ts'
import { bringBack } from './stale.ts'

export async function take(
  means: Means,
  operation: string,
  { interactive, maxWaitMs }: { interactive: boolean; maxWaitMs: number },
): Promise<Slot | null> {
  const { db, clock, sleep } = means
  const giveUpAt = clock.now() + maxWaitMs
  for (;;) {
    const { slots, offer } = await lookTogether(means, operation)
    if (isStale(slots)) await bringBack(db, operation, clock)
    const slot = await holdFirst(means, db, operation, { slots, offer })
    if (slot) return slot
    const booked = interactive ? await book(means, operation, slots, giveUpAt) : null
    if (booked) return booked
    const left = giveUpAt - clock.now()
    if (left <= 0) return null
    await sleep(Math.min(left, pauseAfter(slots)))
  }
}

export async function takeInTransaction(
  means: Means,
  trx: Trx,
  operation: string,
  now: number,
): Promise<{ slot: Slot } | { freeAt: number }> {
  const slots = await look(means, trx, operation, now)
  const slot = await holdFirst(means, trx, operation, { slots, offer: takeableSlots(slots) })
  if (slot) return { slot }
  // "None free" rolls the transaction back, and a new stamp with it: so that is done beside it. Should it fail, the
  // next try comes here again.
  if (isStale(slots)) means.outside(() => void bringBack(means.db, operation, means.clock).catch(() => undefined))
  return { freeAt: now + pauseAfter(slots) }
}

export async function earliestFree(means: Means, operation: string): Promise<number> {
  const now = means.clock.now()
  const slots = await look(means, means.db, operation, now)
  if (isStale(slots)) await bringBack(means.db, operation, means.clock)
  return takeableSlots(slots).length > 0 ? now : now + pauseAfter(slots)
}

/** Until it is worth looking again. Stamps that were stale are good again a second from now at most. */
function pauseAfter(slots: Slots): number {
  return isStale(slots) ? occupancyMs : Math.max(1, nextLook(slots) - slots.now)
}

async function holdFirst(
  means: Means,
  db: Database | Trx,
  operation: string,
  { slots, offer }: Look,
): Promise<Slot | null> {
  for (let row = offer.shift(); row; row = offer.shift()) {
    const holder = `${means.owner}:${means.newId()}`
    if (await holdSlot(db, operation, row, { holder, leaseUntil: slots.now + leaseMs })) {
      return { operation, slot: row.slot, holder }
    }
  }
  return null
}

/** Holds the slot that frees next and waits for it. Null: none is to be had, or not before the caller gives up. */
async function book(means: Means, operation: string, slots: Slots, giveUpAt: number): Promise<Slot | null> {
  const { db, clock, sleep } = means
  const next = slots.rows.find((row) => row.holder === null && row.freeAt > slots.now)
  if (!next) return null
  const shift = slots.now - clock.now()
  const readyAt = Math.max(next.freeAt, slots.blockedUntil) - shift
  if (readyAt > giveUpAt) return null
  const holder = `${means.owner}:${means.newId()}`
  if (!(await holdSlot(db, operation, next, { holder, leaseUntil: slots.now + leaseMs }))) return null
  for (let left = readyAt - clock.now(); left > 0; left = readyAt - clock.now()) await sleep(left)
  return { operation, slot: next.slot, holder }
}
