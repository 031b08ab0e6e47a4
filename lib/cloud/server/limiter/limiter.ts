import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '#lib/core/clock.ts'
import type { Database, Trx } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { prepare, type Means } from './look.ts'
import type { CallEnd, LimiterMode } from './occupancy.ts'
import { release } from './release.ts'
import { readSlots, readStates, storeNow } from './repository.ts'
import { noBlock, takeableSlots } from './slots.ts'
import { earliestFree, take, takeInTransaction, whenFree } from './take.ts'

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
   * of everything that merely waits, and no slot stays idle for it. Null at once when the vendor asked for a longer
   * pause.
   */
  readonly take: (operation: string, wait: { interactive: boolean; maxWaitMs: number }) => Promise<Slot | null>
  /**
   * For a write's own transaction, which commits the slot with the intent. On `freeAt`: roll back, come again then.
   * `isPaused`: the vendor has asked for a pause (x-acs-retry-after), and no slot is free before it is over.
   */
  readonly takeInTransaction: (
    trx: Trx,
    operation: string,
    now: number,
  ) => Promise<{ slot: Slot } | { freeAt: number; isPaused: boolean }>
  /** Makes an operation's rows before the first `takeInTransaction`, which would else make them in each transaction. */
  readonly prepare: (operation: string) => Promise<void>
  /** When a slot may next be had. */
  readonly earliestFree: (operation: string) => Promise<number>
  /**
   * Waits until a slot may be had, and saves the transactions that would only be rolled back; false when none may
   * before `giveUpAt`, or once called off. Takes nothing: somebody else may be faster.
   */
  readonly whenFree: (operation: string, wait: FreeWait) => Promise<boolean>
  readonly release: (slot: Slot, end: CallEnd) => Promise<void>
  /** The same inside the transaction that records the outcome. */
  readonly releaseInTransaction: (trx: Trx, slot: Slot, end: CallEnd) => Promise<void>
  readonly usage: () => Promise<LimiterUsage[]>
}

export type FreeWait = {
  readonly giveUpAt: number
  /** Rejects when it is called off. */
  readonly wait: (ms: number, calledOff?: AbortSignal) => Promise<unknown>
  readonly calledOff?: AbortSignal
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
    prepare: (operation) => prepare(means, means.db, operation),
    earliestFree: (operation) => earliestFree(means, operation),
    whenFree: (operation, wait) => whenFree(means, operation, wait),
    release: (slot, end) => transaction(means.db, (trx) => release(means, trx, slot, end)),
    releaseInTransaction: (trx, slot, end) => release(means, trx, slot, end),
    usage: () => usage(means),
  }
}

async function usage(means: Means): Promise<LimiterUsage[]> {
  const { db, clock, ratePerSecond } = means
  const now = await storeNow(db, clock.now())
  const states = await readStates(db)
  return Promise.all(
    states.map(async (state) => {
      const rows = await readSlots(db, state.operation, ratePerSecond)
      const slots = { now, block: noBlock, rows }
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
