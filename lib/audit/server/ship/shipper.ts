import 'server-only'
import type { Clock } from '#lib/core/clock.ts'
import type { Database } from '#lib/db/server/database.ts'
import type { Log } from '#lib/log/server/log.ts'
import { GENESIS_HASH } from '../chain.ts'
import { findRow } from '../repository.read.ts'
import { nextBatch } from './batch.ts'
import type { Destination, ShipFailure } from './destination.ts'
import { findPosition, movePosition, noteFailure, type PositionRow, type ShippedPlace } from './repository.ts'

// Ships the audit, each record and each signed checkpoint, to one destination: in order, without a gap, and at least
// once. The place up to which a destination has everything is moved only after it has acknowledged; whoever dies in
// between sends that batch again, which a receiver knows by sequence and hash. One batch is under way at a time, read
// when the one before was taken: however far a destination is behind, no more than that is held. Nothing here is waited
// for by anybody who records.

/** How soon something new is noticed. */
const LOOK_EVERY_MS = 1_000
const FIRST_RETRY_MS = 1_000
const LAST_RETRY_MS = 60_000
/** However long a receiver asks to be left alone. */
const LONGEST_WAIT_MS = 15 * 60_000

export type ShipContext = { readonly db: Database; readonly clock: Clock; readonly log: Log }

/** What the fault tests stop at. */
export type ShipStep = 'read' | 'delivered' | 'moved'

export type Shipper = {
  readonly destination: Destination
  /**
   * Delivers one batch when one is due; answers after how many ms the next turn is. One process at a time calls it.
   * Throws what the store throws, and delivers nothing more until the store has taken what was acknowledged.
   */
  readonly turn: (ctx: ShipContext, signal: AbortSignal) => Promise<number>
}

export function createShipper(destination: Destination, reached: (step: ShipStep) => void = () => undefined): Shipper {
  // Acknowledged, and not stored yet: while the store takes nothing, the same batch must not go out again and again.
  let unstored: { from: ShippedPlace; to: ShippedPlace } | null = null

  async function store(ctx: ShipContext): Promise<void> {
    if (unstored === null) return
    const isOurs = await movePosition(ctx.db, destination, { ...unstored, at: ctx.clock.now() })
    if (!isOurs) ctx.log('warn', 'another worker has shipped the same', { destination: destination.kind })
    unstored = null
  }

  async function turn(ctx: ShipContext, signal: AbortSignal): Promise<number> {
    await store(ctx)
    const position = await findPosition(ctx.db, destination)
    if (position === null) return LOOK_EVERY_MS
    const wait = waitOf(position, ctx.clock.now())
    if (wait > 0) return wait
    const from = await placeIn(ctx, destination, position)
    const batch = await nextBatch(ctx.db, from, destination.limits)
    if (batch === null) return LOOK_EVERY_MS
    reached('read')
    const delivered = await destination.deliver(batch.lines, signal)
    if (!delivered.ok) return signal.aborted ? 0 : await tell(ctx, destination, position, delivered.error)
    reached('delivered')
    unstored = {
      from: { sequence: position.sequence, hash: position.hash, checkpoint: position.checkpoint },
      to: batch.to,
    }
    await store(ctx)
    reached('moved')
    if (position.failure !== null) ctx.log('info', 'the audit is shipped again', named(destination))
    return 0
  }

  return { destination, turn }
}

/** 0: at once. One that lies further ahead than anything is put off was written before the clock was set back. */
function waitOf({ next_try_at }: PositionRow, now: number): number {
  const wait = next_try_at - now
  return wait > LONGEST_WAIT_MS ? 0 : Math.max(0, wait)
}

/**
 * From where to go on. A store that no longer holds what was acknowledged has been rewritten or put back: what it says
 * now is then shipped from the first record on, and the receiver holds both.
 */
async function placeIn(
  { db, log }: ShipContext,
  destination: Destination,
  position: PositionRow,
): Promise<ShippedPlace> {
  const { sequence, hash, checkpoint } = position
  const isThere = sequence === 0 || (await findRow(db, sequence))?.hash === hash
  if (isThere) return { sequence, hash, checkpoint }
  log('error', 'the audit is not the one that was shipped: it is shipped anew', { ...named(destination), sequence })
  return { sequence: 0, hash: GENESIS_HASH, checkpoint: 0 }
}

async function tell(
  { db, clock, log }: ShipContext,
  destination: Destination,
  position: PositionRow,
  failure: ShipFailure,
): Promise<number> {
  const at = clock.now()
  const wait = pauseAfter(position.failures + 1, failure)
  await noteFailure(db, destination, { failure, at, nextTryAt: at + wait })
  const { cause, detail } = failure
  const isNew = position.failure !== cause || position.failure_detail !== detail
  log(isNew ? 'warn' : 'debug', 'the audit is not shipped', { ...named(destination), cause, detail, nextTryInMs: wait })
  return wait
}

function pauseAfter(failures: number, { retryAfterMs = 0 }: ShipFailure): number {
  const backOff = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 16))
  return Math.max(backOff, Math.min(retryAfterMs, LONGEST_WAIT_MS))
}

function named({ kind, address }: Destination): { destination: string; address: string } {
  return { destination: kind, address }
}
