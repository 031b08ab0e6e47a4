import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '#lib/core/clock.ts'
import type { Database, Trx } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { blockAfter, freeAfter, isNews, leaseMs, rebateMs, type CallEnd, type LimiterMode } from './occupancy.ts'
import {
  addSlots,
  freeSlot,
  holdSlot,
  noteAnswer,
  noteThrottling,
  readSlots,
  readState,
  readStates,
  storeNow,
  type SlotRow,
} from './repository.ts'
import { isStale, nextLook, takeableSlots, type Slots } from './slots.ts'
import { bringBack } from './stale.ts'

// Keeps every process that shares the store under the vendor's limit of calls per sliding second and operation: as
// many slot rows an operation as there may be calls, each held through its call and a second beyond. This room owns
// limiter_slots and limiter_state; it refuses to know what the calls do, and it never lets one through on a guess.

/** A call's permission. `holder` proves it: a slot whose lease lapsed belongs to somebody else. */
export type Slot = { readonly operation: string; readonly slot: number; readonly holder: string }

export type LimiterUsage = {
  readonly operation: string
  /** Slots in use: calls under way and those of the last second. */
  readonly usedLastSecond: number
  readonly limit: number
  /** Refusals by the vendor since the store exists; there should be none while we are the only caller. */
  readonly throttledCount: number
  readonly lastThrottledAt: number | null
}

export type Limiter = {
  /**
   * Waits for a slot, at most `maxWaitMs`; null after that. An interactive call books the next slot that frees, ahead
   * of everything that merely waits, and no slot stays idle for it.
   */
  readonly take: (operation: string, wait: { interactive: boolean; maxWaitMs: number }) => Promise<Slot | null>
  /** For a write's own transaction, which commits the slot with the intent. On `freeAt`: roll back, come again then. */
  readonly takeInTransaction: (trx: Trx, operation: string, now: number) => Promise<{ slot: Slot } | { freeAt: number }>
  /** When a slot may next be had; asked outside a transaction it saves one that would only be rolled back. */
  readonly earliestFree: (operation: string) => Promise<number>
  readonly release: (slot: Slot, end: CallEnd) => Promise<void>
  /** The same inside the transaction that records the outcome. */
  readonly releaseInTransaction: (trx: Trx, slot: Slot, end: CallEnd) => Promise<void>
  readonly usage: () => Promise<LimiterUsage[]>
}

export type LimiterOptions = {
  readonly db: Database
  readonly clock: Clock
  /** Calls a sliding second and operation: RESCIND_CAS_RATE_PER_SECOND. */
  readonly ratePerSecond: number
  readonly mode: LimiterMode
  /** The process, for whoever reads the table. */
  readonly owner: string
  readonly newId?: () => string
  readonly sleep?: (ms: number) => Promise<unknown>
}

/** What one reading of the slots showed. Whoever shares it draws from `offer`, so that no two try for one slot. */
type Look = { readonly slots: Slots; readonly offer: SlotRow[] }

type Means = Required<LimiterOptions> & {
  /** Readings under way: those who wait for the same operation wake together and share one. */
  readonly looks: Map<string, Promise<Look>>
  /** Operations whose rows are known to exist. */
  readonly prepared: Set<string>
  /** Runs something as if nobody's transaction were around it. */
  readonly outside: <Value>(run: () => Value) => Value
}

export function createLimiter(options: LimiterOptions): Limiter {
  if (!Number.isInteger(options.ratePerSecond) || options.ratePerSecond < 1) {
    throw new Error('the rate of calls must be a whole number of at least 1 a second')
  }
  const means: Means = {
    newId: randomUUID,
    sleep: delay,
    ...options,
    looks: new Map(),
    prepared: new Set(),
    outside: AsyncLocalStorage.snapshot(),
  }
  return {
    take: (operation, wait) => take(means, operation, wait),
    takeInTransaction: (trx, operation, now) => takeInTransaction(means, trx, operation, now),
    earliestFree: (operation) => earliestFree(means, operation),
    release: (slot, end) => transaction(means.db, (trx) => release(means, trx, slot, end)),
    releaseInTransaction: (trx, slot, end) => release(means, trx, slot, end),
    usage: () => usage(means),
  }
}

async function take(
  means: Means,
  operation: string,
  { interactive, maxWaitMs }: { interactive: boolean; maxWaitMs: number },
): Promise<Slot | null> {
  const { db, clock, sleep } = means
  const giveUpAt = clock.now() + maxWaitMs
  for (;;) {
    const { slots, offer } = await lookTogether(means, operation)
    if (isStale(slots)) {
      await bringBack(db, operation, clock)
      continue
    }
    const slot = await holdFirst(means, db, operation, { slots, offer })
    if (slot) return slot
    const booked = interactive ? await book(means, operation, slots, giveUpAt) : null
    if (booked) return booked
    const left = giveUpAt - clock.now()
    if (left <= 0) return null
    await sleep(Math.min(left, Math.max(1, nextLook(slots) - slots.now)))
  }
}

async function takeInTransaction(
  means: Means,
  trx: Trx,
  operation: string,
  now: number,
): Promise<{ slot: Slot } | { freeAt: number }> {
  const slots = await look(means, trx, operation, now)
  const slot = await holdFirst(means, trx, operation, { slots, offer: takeableSlots(slots) })
  if (slot) return { slot }
  // "None free" rolls the transaction back, and a new stamp with it: so that is done beside it.
  if (isStale(slots)) means.outside(() => void bringBack(means.db, operation, means.clock).catch(() => undefined))
  return { freeAt: now + Math.max(1, nextLook(slots) - slots.now) }
}

async function earliestFree(means: Means, operation: string): Promise<number> {
  const now = means.clock.now()
  const slots = await look(means, means.db, operation, now)
  if (isStale(slots)) {
    await bringBack(means.db, operation, means.clock)
    return earliestFree(means, operation)
  }
  return takeableSlots(slots).length > 0 ? now : now + Math.max(1, nextLook(slots) - slots.now)
}

/** Reads the clock once: whatever is decided on it can only be too late, never too early. */
async function look(means: Means, db: Database | Trx, operation: string, now = means.clock.now()): Promise<Slots> {
  if (!means.prepared.has(operation)) {
    await addSlots(db, operation, means.ratePerSecond)
    // Rows of a transaction that may still be rolled back are not known to exist.
    if (db === means.db) means.prepared.add(operation)
  }
  const state = await readState(db, operation)
  const at = await storeNow(db, now)
  const rows = await readSlots(db, operation, means.ratePerSecond)
  return { now: at, blockedUntil: state?.blockedUntil ?? 0, rows }
}

async function lookTogether(means: Means, operation: string): Promise<Look> {
  const underWay = means.looks.get(operation)
  if (underWay) return underWay
  const looking = look(means, means.db, operation)
    .then((slots) => ({ slots, offer: takeableSlots(slots) }))
    .finally(() => means.looks.delete(operation))
  means.looks.set(operation, looking)
  return looking
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

async function release(means: Means, trx: Trx, slot: Slot, end: CallEnd): Promise<void> {
  const now = means.clock.now()
  const shift = (await storeNow(trx, now)) - now
  const state = await readState(trx, slot.operation)
  const seen = state ?? { responses: 0, minRttMs: null }
  await freeSlot(trx, slot, freeAfter(end, rebateMs(means.mode, seen)) + shift)
  if (end.rttMs !== null && isNews(seen, end.rttMs)) await noteAnswer(trx, slot.operation, end.rttMs)
  const blockedUntil = blockAfter(end)
  if (blockedUntil !== null) {
    await noteThrottling(trx, slot.operation, { at: end.respondedAt + shift, blockedUntil: blockedUntil + shift })
  }
}

async function usage(means: Means): Promise<LimiterUsage[]> {
  const { db, clock, ratePerSecond } = means
  const now = await storeNow(db, clock.now())
  const states = await readStates(db)
  return Promise.all(
    states.map(async (state) => {
      const rows = await readSlots(db, state.operation, ratePerSecond)
      const slots = { now, blockedUntil: 0, rows }
      return {
        operation: state.operation,
        usedLastSecond: rows.length - takeableSlots(slots).length,
        limit: ratePerSecond,
        throttledCount: state.throttledCount,
        lastThrottledAt: state.lastThrottledAt,
      }
    }),
  )
}
