import 'server-only'
import { deputyOf, deputyRefusal } from '#lib/auth/server/deputy.ts'
import type { DeputyActor } from '#lib/auth/actor.ts'
import type { CloudCertificate, CloudReading, ReadFailure } from '#lib/cloud/server/port.ts'
import { err, type Result } from '#lib/core/result.ts'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { READING_WITHIN_MS } from '#lib/operations/bounds.ts'
import { findScheduled, listToTry, noteTry, type Scheduled } from '#lib/operations/server/due.ts'
import { endScheduledOn } from '#lib/operations/server/end-scheduled.ts'
import { endUnsent } from '#lib/operations/server/end-unsent.ts'
import { readSnapshot } from '#lib/operations/server/snapshot.ts'
import { unlessStopping } from '#lib/operations/server/unless-stopping.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { readLive } from './live-read.ts'
import { lockCertificate, recordDeletedElsewhere, recordReading } from './mirror.ts'
import { performDue, type Outcome } from './perform-due.ts'
import { within } from './within.ts'

// Carries out what was scheduled, when its day has come: the same remote write as a person's, in the name of whoever
// asked for it and with the rights that this user has by then. A fresh reading comes first. What speaks against the
// deletion ends it and asks for a person; what only stands in its way leaves it scheduled, to be tried again later.

/**
 * Tries everything that is due, the longest due first, until `signal` or the stop of this process ends it between two.
 * Answers whether the vendor, or our own store, gave nothing. `ctx.actor` is the worker's loop.
 */
export async function carryOutDue(ctx: VerbContext, signal?: AbortSignal): Promise<{ isSilent: boolean }> {
  for (const id of await listToTry(ctx.db, ctx.clock.now())) {
    if (signal?.aborted === true || ctx.writes.stopping.aborted) break
    const scheduled = await findScheduled(ctx.db, id)
    if (scheduled !== null && (await tryOne(ctx, scheduled)) === 'silent') return { isSilent: true }
  }
  return { isSilent: false }
}

/** One that fails in a way that nobody foresaw must not keep all others waiting. */
async function tryOne(ctx: VerbContext, scheduled: Scheduled): Promise<Outcome> {
  try {
    return await carryOut({ ...ctx, correlationId: scheduled.attempt }, scheduled)
  } catch (cause) {
    if (storeFailureOf(cause) !== null) throw cause
    const { id: operationId, identifier, attempt: correlationId } = scheduled
    const name = cause instanceof Error ? cause.name : 'unknown'
    ctx.log('error', 'a scheduled deletion failed', { operationId, identifier, correlationId, cause: name })
    await noteTry(ctx, scheduled, { failure: 'internal' })
    return 'turned'
  }
}

async function carryOut(worker: VerbContext, scheduled: Scheduled): Promise<Outcome> {
  const deputy = await admittedDeputy(worker, scheduled)
  if (deputy === null) return 'turned'
  const read = await readNow(worker, scheduled.identifier)
  if (!read.ok) return unread(worker, scheduled, read.error)
  await transaction(worker.db, (trx) => recordReading(trx, worker, read.value))
  // The vendor's clock counts too: nothing is due before it is due by both.
  const aheadMs = Math.max(0, read.value.skewMs ?? 0)
  if (worker.clock.now() - aheadMs < (scheduled.due_at ?? 0)) {
    await noteTry(worker, scheduled, { failure: 'clock_ahead', requestId: read.value.requestId })
    return 'turned'
  }
  const { vendorStatus } = read.value.value
  return performDue({ ...worker, actor: deputy }, scheduled, { vendorStatus, aheadMs })
}

/** Null when nothing may be done in that user's name any more: then it is over, whether the vendor answers or not. */
async function admittedDeputy(worker: VerbContext, scheduled: Scheduled): Promise<DeputyActor | null> {
  const { requester_id: userId } = scheduled
  const name = worker.actor.kind === 'worker' ? worker.actor.name : worker.actor.kind
  const deputy = userId === null ? null : await deputyOf(worker.db, userId, name)
  return transaction(worker.db, async (trx) => {
    const refusal = deputy === null ? 'requester_not_permitted' : await deputyRefusal(trx, deputy, 'certificate.delete')
    if (refusal === null) return deputy
    await lockCertificate(trx, scheduled.identifier)
    await endUnsent(trx, { ...worker, actor: deputy ?? worker.actor }, scheduled, refusal)
    return null
  })
}

type Unread = Pick<ReadFailure, 'requestId'> & { kind: ReadFailure['kind'] | 'too_slow' | 'stopping' }
type Reading = Result<CloudReading<CloudCertificate>, Unread>

/** Nobody waits for it: people's readings go first. */
function readNow(ctx: VerbContext, identifier: string): Promise<Reading> {
  const live: Promise<Reading> = readLive(ctx, identifier, { interactive: false })
  const unlessStopped = unlessStopping<Reading, Reading>(ctx, live, err({ kind: 'stopping' }))
  return within<Reading, Reading>(ctx, READING_WITHIN_MS, unlessStopped, err({ kind: 'too_slow' }))
}

async function unread(ctx: VerbContext, scheduled: Scheduled, failure: Unread): Promise<Outcome> {
  const { kind, requestId } = failure
  if (kind === 'stopping') return 'silent'
  if (kind === 'not_found') {
    await foundGone(ctx, scheduled, requestId ?? null)
    return 'turned'
  }
  await noteTry(ctx, scheduled, { failure: kind, requestId: requestId ?? null })
  // What is refused for one certificate may be given for another.
  return kind === 'refused' || kind === 'malformed' ? 'turned' : 'silent'
}

/** By the API's own word. There is nothing left to delete. */
async function foundGone(
  ctx: VerbContext,
  { identifier, snapshot }: Scheduled,
  requestId: string | null,
): Promise<void> {
  const { serialNumber, commonName } = readSnapshot(snapshot)
  await transaction(ctx.db, async (trx) => {
    await lockCertificate(trx, identifier)
    const evidence = { at: ctx.clock.now(), requestId, orderedBy: null }
    await recordDeletedElsewhere(trx, ctx, { identifier, serialNumber, commonName }, evidence)
    // A tombstone that was there already has ended it, too.
    await endScheduledOn(trx, ctx, identifier, 'deleted_elsewhere')
  })
}
