import 'server-only'
import type { ReadFailure } from '#lib/cloud/server/port.ts'
import type { Database } from '#lib/db/server/database.ts'
import { clearFact, readFact, writeFact } from '#lib/facts/server/facts.ts'
import { readAuthorities } from './authorities.ts'
import { carryOutBurial } from './bury.ts'
import type { SyncContext } from './context.ts'
import { lookAtChanges } from './look-at-changes.ts'
import { runPass } from './pass.ts'
import { isOfStore, isOnlyDenied } from './read-failures.ts'
import { findLastPass, type PassRow } from './repository.ts'
import { findOpenRequest } from './request.ts'

/** A pass that is not complete is repeated at once, so often; then it is said that it is not. */
const PASSES_IN_A_ROW = 3
const FIRST_BACK_OFF_MS = 5_000
const STORE_PAUSE_MS = 5_000

/**
 * A pass over a long list takes longer than the interval: so many times as long as it took pass until the next, and in
 * between ListCert, in a call or few, tells what has changed. (A pass that paused took what it took without that.)
 */
const REST_AFTER_PASS = 3

export type SyncPlan = {
  /** From the end of one pass to the next, or to the next look at what has changed. */
  intervalMs: number
}

/** When the whole list is to be read again (epoch ms), but for requests, orders and failures. */
function nextPassAt({ started_at: startedAt, ended_at: endedAt, complete }: PassRow, intervalMs: number): number {
  if (endedAt === null) return 0
  // What is not known to be whole is read again in its turn.
  const restMs = complete === 1 ? REST_AFTER_PASS * Math.max(0, endedAt - startedAt) : 0
  return endedAt + Math.max(intervalMs, restMs)
}

/** When the next pass is due (epoch ms): in its turn, when somebody asks, or when the vendor is to be tried again. */
export async function nextSyncAt(db: Database, { intervalMs }: SyncPlan): Promise<number> {
  const last = await findLastPass(db)
  const order = await readFact(db, 'bury_order')
  const unreachable = await readFact(db, 'vendor_unreachable')
  if ((await findOpenRequest(db)) !== null) return 0
  if (unreachable !== null) return unreachable.nextTryAt
  if (
    last === null ||
    order !== null ||
    last.ended_at === null ||
    last.failure === 'stopped' ||
    last.failure === 'interrupted'
  )
    return 0
  return Math.min(nextPassAt(last, intervalMs), await nextLookAt(db, last.ended_at, intervalMs))
}

/** An interval after the last look, and after `since`. */
async function nextLookAt(db: Database, since: number, intervalMs: number): Promise<number> {
  const looked = await readFact(db, 'changes_looked_at')
  return Math.max(since, looked?.at ?? 0) + intervalMs
}

/** Only a look at what has changed is due, or due again after one that failed: nothing else that a turn does. */
async function isLookDue(ctx: SyncContext, { intervalMs }: SyncPlan): Promise<boolean> {
  const last = await findLastPass(ctx.db)
  if (last?.state !== 'done' || last.ended_at === null) return false
  const request = await readFact(ctx.db, 'sync_request')
  if (request !== null && request.at > last.started_at) return false
  if ((await readFact(ctx.db, 'bury_order')) !== null) return false
  const now = ctx.clock.now()
  if (now >= nextPassAt(last, intervalMs)) return false
  const isRetry = (await readFact(ctx.db, 'vendor_unreachable')) !== null
  return isRetry || now >= (await nextLookAt(ctx.db, last.ended_at, intervalMs))
}

/** Where a pass takes longer than the interval, what has changed is asked for between two that follow each other. */
async function lookBeforePass(ctx: SyncContext, { intervalMs }: SyncPlan): Promise<ReadFailure | null> {
  const last = await findLastPass(ctx.db)
  if (last === null || last.ended_at === null || last.ended_at - last.started_at <= intervalMs) return null
  const isDue = ctx.clock.now() >= (await nextLookAt(ctx.db, last.started_at, intervalMs))
  return isDue ? lookAtChanges(ctx) : null
}

/**
 * What one turn of the sync loop does: an admin's order first, then the authorities, then passes until one is
 * complete. A vendor that gives nothing ends the turn; the next is put off longer each time, up to the interval.
 * Answers how long (ms) to leave it alone, whatever is due: a store that takes nothing cannot be told when that is.
 * Safe to be killed anywhere: pages are written one by one, and a pass that did not end counts for nothing.
 */
export async function syncTurn(ctx: SyncContext, plan: SyncPlan): Promise<number> {
  const triedAt = ctx.clock.now()
  if (await isSettledByALook(ctx)) return 0
  const failure = (await isLookDue(ctx, plan)) ? await lookAtChanges(ctx) : await readEverything(ctx, plan)
  if (failure === null) {
    // What was stopped may not have asked anything.
    if (!ctx.signal.aborted) await clearFact(ctx.db, 'vendor_unreachable')
  } else if (failure !== 'stopped') {
    if (isOfStore(failure)) return STORE_PAUSE_MS
    await noteUnreachable(ctx, failure, plan, triedAt)
  }
  return 0
}

/**
 * A page found the vendor silent (reach.ts). Where it answers again that is all there was to find out: a pass has its
 * own time, and costs calls that others share.
 */
async function isSettledByALook(ctx: SyncContext): Promise<boolean> {
  const fact = await readFact(ctx.db, 'vendor_unreachable')
  if (fact?.failures !== 0) return false
  const lacking = await readAuthorities(ctx)
  if (lacking !== null && !isOnlyDenied(lacking)) return false
  await clearFact(ctx.db, 'vendor_unreachable')
  return true
}

async function readEverything(ctx: SyncContext, plan: SyncPlan): Promise<ReadFailure | 'stopped' | null> {
  const order = await readFact(ctx.db, 'bury_order')
  if (order !== null) {
    const carried = await carryOutBurial(ctx, order)
    if (carried.kind === 'failed') return carried.failure
    if (carried.kind === 'stopped') return 'stopped'
  }
  const lacking = await readAuthorities(ctx)
  if (lacking !== null) {
    ctx.log('warn', 'authorities could not be read', {
      kind: lacking.kind,
      code: lacking.code,
      requestId: lacking.requestId,
    })
    if (!isOnlyDenied(lacking)) return lacking
  }
  for (let pass = 1; pass <= PASSES_IN_A_ROW; pass += 1) {
    const silence = await lookBeforePass(ctx, plan)
    if (silence !== null) return silence
    const outcome = await runPass(ctx)
    if (outcome.kind === 'stopped') return 'stopped'
    if (outcome.kind === 'failed') return outcome.failure
    if (outcome.isComplete || outcome.isAsking) return null
  }
  return null
}

async function noteUnreachable(
  ctx: SyncContext,
  failure: ReadFailure,
  { intervalMs }: SyncPlan,
  triedAt: number,
): Promise<void> {
  const before = await readFact(ctx.db, 'vendor_unreachable')
  const now = ctx.clock.now()
  const failures = (before?.failures ?? 0) + 1
  const delayMs = Math.min(intervalMs, FIRST_BACK_OFF_MS * 2 ** Math.min(failures - 1, 10))
  const { kind, message, code, requestId } = failure
  await writeFact(
    ctx.db,
    'vendor_unreachable',
    {
      since: before?.since ?? now,
      triedAt,
      nextTryAt: now + delayMs,
      failures,
      kind,
      message,
      code: code ?? null,
      requestId: requestId ?? null,
    },
    now,
  )
  ctx.log('warn', 'the vendor could not be read', { kind, code, requestId, nextTryInMs: delayMs })
}
