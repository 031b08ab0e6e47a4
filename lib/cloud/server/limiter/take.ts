import 'server-only'
import type { Database, Trx } from '#lib/db/server/database.ts'
import type { FreeWait, Slot } from './limiter.ts'
import { look, lookTogether, readBlock, type Look, type Means } from './look.ts'
import { leaseMs, maxBookingMs, occupancyMs } from './occupancy.ts'
import { freeSlot, holdSlot } from './repository.ts'
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
    if (isBlockedFor(slots, giveUpAt - clock.now())) return null
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
): Promise<{ slot: Slot } | { freeAt: number; isPaused: boolean }> {
  const slots = await look(means, trx, operation, now)
  const slot = await holdFirst(means, trx, operation, { slots, offer: takeableSlots(slots) })
  if (slot) return { slot }
  // "None free" rolls the transaction back, and a new stamp with it: so that is done beside it. Should it fail, the
  // next try comes here again.
  if (isStale(slots)) means.outside(() => void bringBack(means.db, operation, means.clock).catch(() => undefined))
  return { freeAt: now + pauseAfter(slots), isPaused: slots.block.until > slots.now }
}

export async function earliestFree(means: Means, operation: string): Promise<number> {
  const now = means.clock.now()
  const slots = await look(means, means.db, operation, now)
  if (isStale(slots)) await bringBack(means.db, operation, means.clock)
  return takeableSlots(slots).length > 0 ? now : now + pauseAfter(slots)
}

/** Waits, outside any transaction, until a slot may be had; false when none may before `giveUpAt`, or once called off. */
export async function whenFree(
  means: Means,
  operation: string,
  { giveUpAt, wait, calledOff }: FreeWait,
): Promise<boolean> {
  // Also counted in time waited, which no clock can set back.
  let patienceMs = giveUpAt - means.clock.now()
  for (;;) {
    const left = (await earliestFree(means, operation)) - means.clock.now()
    if (left <= 0) return true
    if (means.clock.now() + left >= giveUpAt || left >= patienceMs || calledOff?.aborted) return false
    await untilCalledOff(wait(left, calledOff), calledOff)
    patienceMs -= left
  }
}

async function untilCalledOff(waiting: Promise<unknown>, calledOff: AbortSignal | undefined): Promise<void> {
  try {
    await waiting
  } catch (cause) {
    if (!calledOff?.aborted) throw cause
  }
}

/** Whether the vendor has asked for a longer pause than the caller's patience: it is told at once. */
function isBlockedFor(slots: Slots, patienceMs: number): boolean {
  return slots.block.until - slots.now > patienceMs && !isStale(slots)
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

/**
 * Holds the slot that frees next and waits for it. Null: none is to be had, or not before the caller gives up. The
 * vendor may ask for a pause while we wait, so the block is read again before the slot is used. What is left of the
 * patience counts in time waited, which no clock can set back.
 */
async function book(means: Means, operation: string, slots: Slots, giveUpAt: number): Promise<Slot | null> {
  const { db, clock, sleep } = means
  const next = slots.rows.find((row) => row.holder === null && row.freeAt > slots.now)
  if (!next) return null
  let patienceMs = Math.min(giveUpAt - clock.now(), maxBookingMs)
  if (Math.max(next.freeAt, slots.block.until) - slots.now > patienceMs) return null
  const slot = { operation, slot: next.slot, holder: `${means.owner}:${means.newId()}` }
  if (!(await holdSlot(db, operation, next, { holder: slot.holder, leaseUntil: slots.now + leaseMs }))) return null
  for (;;) {
    const { block, now } = await readBlock(db, operation, clock.now())
    const left = Math.max(next.freeAt, block.until) - now
    if (left <= 0) return slot
    if (left > patienceMs) {
      await freeSlot(db, slot, next.freeAt)
      return null
    }
    await sleep(left)
    patienceMs -= left
  }
}
