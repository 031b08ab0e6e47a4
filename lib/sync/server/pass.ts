import 'server-only'
import { recordEvent } from '#lib/audit/server/record.ts'
import {
  countHeld,
  countUnseen,
  listUnseen,
  refreshReplacements,
  type UnseenQuery,
} from '#lib/certificates/server/mirror.ts'
import type { ReadFailure } from '#lib/cloud/server/port.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { clearFact, readFact } from '#lib/facts/server/facts.ts'
import type { SyncContext } from './context.ts'
import { mayVanish, readMissing, writeMissing, type Missing } from './missing.ts'
import { closeQuestionsBefore, endPass, findLastFullPass, forgetOldPasses, type PassEnd } from './repository.ts'
import { buryVerified, verifyOne } from './verify.ts'
import { isHeld, resumeOrBegin, type WalkedPass } from './resume.ts'
import type { Walk } from './walk-state.ts'
import { walkList } from './walk.ts'

export type PassOutcome =
  | { kind: 'done'; isComplete: boolean; isAsking: boolean }
  | { kind: 'failed'; failure: ReadFailure }
  | { kind: 'stopped' }

/** So many are asked for by name before an admin is: one that is there shows that the list is wrong, not the mirror. */
const SAMPLE = 5
const SHOWN = 20
/** Doubtful ones beyond this wait for the next pass. */
const DOUBTFUL_AT_ONCE = 20
/** So many that a list which contradicts itself left out are asked for in one pass: most of them will be there. */
const MOST_DOUBTED = 100

/**
 * One full pass. It is complete only when the list did not contradict itself, as many certificates as the first answer
 * counted were seen now *and* before the pass, as many in all as the last answer counts, and the mirror then holds
 * exactly these. Seen before as well is what makes it a proof: whatever was seen before and is seen now existed at the
 * moment of the first answer, so when that answer's total equals their number, nothing else existed then. Without it, a
 * deletion that shifts a row past the reader and an issuance that restores the count would go unnoticed. What complete
 * claims is that: everything that existed as the pass began is in the mirror, and whatever else is there was issued
 * since. So a pass over a list that nobody has read is followed by another, and one over a list that only grows is not.
 * How long the pass takes makes no difference to that, nor whether one process has begun it and another has gone on.
 */
export async function runPass(ctx: SyncContext): Promise<PassOutcome> {
  const pass = await resumeOrBegin(ctx)
  const { id: passId, startedAt } = pass
  const walked = await walkList(ctx, pass)
  if (!walked.ok) {
    const { error } = walked
    await end(ctx, pass, { failure: error.kind === 'stopped' ? 'stopped' : error.failure.kind })
    return error.kind === 'stopped' ? error : { kind: 'failed', failure: error.failure }
  }
  const walk = walked.value
  const kept = await readFact(ctx.db, 'missing_kept')
  const unseen = { passId, startedAt, keptSincePass: kept?.passId ?? null }
  await settleDoubtful(ctx, walk)
  const isPlain = walk.contradictions.length === 0
  if (!isPlain) ctx.log('info', 'the list contradicted itself', { passId, what: walk.contradictions.slice(0, 5) })
  const missing = await settleMissing(ctx, unseen, isPlain)
  const isComplete = isPlain && missing === null && (await isProven(ctx, walk))
  await refreshReplacements(ctx.db, ctx.signal)
  const isOurs = await end(ctx, pass, { isComplete, missing, pausedMs: walk.pausedMs })
  return isOurs ? { kind: 'done', isComplete, isAsking: missing !== null } : { kind: 'stopped' }
}

/** The first total of a list that grew is proven by nothing but itself, unless a second answer gave it too. */
async function isProven({ db }: SyncContext, walk: Walk): Promise<boolean> {
  const { seen, unknown, first, isFirstConfirmed, lastTotal } = walk
  if (seen - unknown !== first || seen !== lastTotal) return false
  if (lastTotal !== first && !isFirstConfirmed) return false
  return (await countHeld(db)) === seen
}

/** A tombstone, or a revoked certificate, that the list shows as alive: only a live reading decides. */
async function settleDoubtful(ctx: SyncContext, walk: Walk): Promise<void> {
  for (const identifier of walk.doubtful.slice(0, DOUBTFUL_AT_ONCE)) {
    if (ctx.signal.aborted) return
    await verifyOne(ctx, identifier)
  }
}

/**
 * Buries what has vanished, each verified; answers with what an admin has to decide when it is too much. A list that
 * contradicts itself is no ground to call so much missing, and a NotFound is proof whatever the list did.
 */
async function settleMissing(ctx: SyncContext, unseen: UnseenQuery, isPlain: boolean): Promise<Missing | null> {
  const count = await countUnseen(ctx.db, unseen)
  if (count === 0) return null
  if (count <= mayVanish(await countHeld(ctx.db))) {
    const limit = isPlain ? count : Math.min(count, MOST_DOUBTED)
    await buryVerified(ctx, await listUnseen(ctx.db, { ...unseen, after: null, limit }), null)
    return null
  }
  if (!isPlain) return null
  const sample = await listUnseen(ctx.db, { ...unseen, after: null, limit: SHOWN })
  for (const target of sample.slice(0, SAMPLE)) {
    const found = await verifyOne(ctx, target.identifier)
    if (found.kind !== 'gone') return null
  }
  return { count, sample }
}

type Ending = { failure: string } | { isComplete: boolean; missing: Missing | null; pausedMs: number }

/** False when another process has taken the pass up or has begun another: this one had lost its lease. */
async function end(ctx: SyncContext, pass: WalkedPass, outcome: Ending): Promise<boolean> {
  const { id: passId } = pass
  const now = ctx.clock.now()
  const endedAt = 'failure' in outcome ? now : now - outcome.pausedMs
  const before = await findLastFullPass(ctx.db)
  const kept = await readFact(ctx.db, 'missing_kept')
  const isKeptMoot = kept !== null && (await isMoot(ctx, kept.passId, now))
  return transaction(ctx.db, async (trx) => {
    if (!(await isHeld(trx, pass))) return false
    await endPass(trx, passId, { ...endOf(outcome), endedAt })
    if ('failure' in outcome) return true
    await clearFact(trx, 'sync_walk')
    await closeQuestionsBefore(trx, passId)
    await forgetOldPasses(trx, passId, kept?.passId ?? null)
    if (isKeptMoot) await clearFact(trx, 'missing_kept')
    const asked = before?.state === 'asks' ? readMissing(before.missing) : null
    // Asked again by every pass, recorded once.
    if (outcome.missing === null || asked?.count === outcome.missing.count) return true
    const details = { finding: 'many_missing', passId, count: outcome.missing.count }
    await recordEvent(trx, ctx, { action: 'sync_finding', outcome: 'needs_human', details })
    return true
  })
}

function endOf(outcome: Ending): Omit<PassEnd, 'endedAt'> {
  if ('failure' in outcome) return { state: 'failed', isComplete: false, missing: '', failure: outcome.failure }
  const { isComplete, missing } = outcome
  return missing === null
    ? { state: 'done', isComplete, missing: '', failure: null }
    : { state: 'asks', isComplete: false, missing: writeMissing(missing), failure: null }
}

/** Everything that was to be kept has been seen again, or is gone by our own doing. */
async function isMoot({ db }: SyncContext, keptPassId: number, now: number): Promise<boolean> {
  return (await countUnseen(db, { passId: keptPassId, startedAt: now, keptSincePass: null })) === 0
}
