import 'server-only'
import type { Json } from '#lib/core/canonical-json.ts'
import { recordEvent } from '#lib/audit/server/record.ts'
import { lockCertificate } from '#lib/certificates/server/mirror.ts'
import type { Slot } from '#lib/cloud/server/limiter/limiter.ts'
import type { PreparedWrite, ReadFailure, WriteOperation, WriteOutcome } from '#lib/cloud/server/port.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { Trx } from '#lib/db/server/database.ts'
import { storeFailureOf, type StoreFailure } from '#lib/db/server/store-error.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { SLOT_PATIENCE_MS } from '../bounds.ts'
import type { WriteReceipt } from '../receipt.ts'
import type { OperationKind } from '../state.ts'
import { newIntent, type Intent, type UnsentCause } from './intent.ts'
import { intentRow } from './intent-row.ts'
import type { KnownRefusal } from './known.ts'
import type { RecordingEnd } from './recording-end.ts'
import type { OperationRow } from './repository.ts'
import { eventOf, type Asked } from './record-unsent.ts'
import { settleAnswer } from './settle-answer.ts'
import type { CertificateSnapshot } from './snapshot.ts'
import { unlessStopping } from './unless-stopping.ts'

// A remote write: two short transactions around one call, and a settled rule for every way it can end. This file
// owns the order of the steps. It refuses to send anything that is not recorded, to send anything twice, and to
// call anything done that is not known to be done.

export const cloudOperations: Record<OperationKind, WriteOperation> = {
  revoke: 'CreateRevokeClientCertificate',
  delete: 'DeleteClientCertificate',
}

export type WriteRequest<Refusal> = Asked & {
  /** Past it nothing is recorded that could still be sent. */
  recordBy: RecordingEnd
  /** Re-checks permission, lifecycle and gate inside the transaction that records the intent. */
  admit: (trx: Trx, now: number) => Promise<Result<CertificateSnapshot, Refusal>>
  /** What the event *requested* says beyond the call. */
  details?: Record<string, Json>
}

export type WriteRefusal =
  | KnownRefusal
  /** The intent could not be made durable. Nothing was sent. */
  | { code: 'not_recorded'; failure: StoreFailure }
  /** No call could be prepared (no credentials, or the console stops). Nothing was sent. */
  | { code: 'cloud_unavailable'; failure: PreparationFailure['kind']; message: string }

type Opened =
  | { kind: 'opened'; row: OperationRow; slot: Slot }
  | { kind: 'known'; receipt: WriteReceipt }
  | { kind: 'not_now'; cause: UnsentCause }

type PreparationFailure = { kind: ReadFailure['kind'] | 'stopping'; message: string; requestId?: string }

/**
 * Performs the write, or finds that it is under way or done already. See lib/README.md, *Remote write*. `intent` says how
 * it is recorded: by default as an operation of its own.
 */
export async function performWrite<Refusal extends { code: string }>(
  ctx: VerbContext,
  request: WriteRequest<Refusal>,
  intent: Intent = newIntent(ctx, request),
): Promise<Result<WriteReceipt, Refusal | WriteRefusal>> {
  const preparing = ctx.cloud.prepareWrite(cloudOperations[request.kind], request.target.identifier)
  const prepared = await unlessStopping(ctx, preparing, stoppedBefore)
  if (!prepared.ok) {
    await intent.unprepared(prepared.error)
    return err({ code: 'cloud_unavailable', failure: prepared.error.kind, message: prepared.error.message })
  }
  ctx.writes.reached('prepared')
  const opened = await openWhenFree(ctx, { request, intent, prepared: prepared.value })
  if (!opened.ok) return opened
  if (opened.value.kind === 'known') return ok(opened.value.receipt)
  ctx.writes.reached('recorded')
  const { row, slot } = opened.value
  const outcome = ctx.writes.stopping.aborted
    ? calledOff(ctx, prepared.value)
    : await prepared.value.send(row.deadline_at, () => ctx.writes.reached('sent'))
  ctx.writes.reached('answered')
  const receipt = await settleAnswer(ctx, row, slot, outcome)
  ctx.writes.reached('settled')
  return ok(receipt)
}

const stoppedBefore = err<PreparationFailure>({ kind: 'stopping', message: 'the console stops' })

/** The stop came while the intent was being recorded. */
function calledOff({ clock }: VerbContext, { request }: PreparedWrite): WriteOutcome {
  const now = clock.now()
  const exchange = { request, answer: null, startedAt: now, endedAt: now }
  return { kind: 'not_sent', cause: 'stopping', message: '', exchange, respondedAt: now, rttMs: null, skewMs: null }
}

type Opening<Refusal> = { request: WriteRequest<Refusal>; intent: Intent; prepared: PreparedWrite }

/** Transaction 1, tried again at the moment the next slot frees, for as long as an operator can be asked to wait. */
async function openWhenFree<Refusal extends { code: string }>(
  ctx: VerbContext,
  opening: Opening<Refusal>,
): Promise<Result<Exclude<Opened, { kind: 'not_now' }>, Refusal | WriteRefusal>> {
  const { request, prepared } = opening
  const giveUpAt = Math.min(ctx.clock.now() + SLOT_PATIENCE_MS, request.recordBy.at)
  const { limiter, wait, stopping } = ctx.writes
  try {
    await limiter.prepare(prepared.operation)
    for (;;) {
      const opened = await transaction(ctx.db, (trx) => open(trx, ctx, opening))
      if (!opened.ok) return opened
      if (opened.value.kind !== 'not_now') return ok(opened.value)
      const { cause } = opened.value
      const isHopeless = cause === 'too_late' || cause === 'stopping'
      const calledOff = stopping
      if (isHopeless || !(await limiter.whenFree(prepared.operation, { giveUpAt, wait, calledOff }))) {
        return await giveUp(ctx, opening, stopping.aborted ? 'stopping' : cause)
      }
    }
  } catch (cause) {
    const failure = storeFailureOf(cause)
    if (failure === null) throw cause
    ctx.log('error', 'an intent could not be recorded; nothing was sent', {
      correlationId: ctx.correlationId,
      operationId: request.operationId,
      failure,
    })
    return err({ code: 'not_recorded', failure })
  }
}

/** The body of transaction 1. Whatever ends it early writes at most its own audit event. */
async function open<Refusal extends { code: string }>(
  trx: Trx,
  ctx: VerbContext,
  { request, intent, prepared }: Opening<Refusal>,
): Promise<Result<Opened, Refusal | WriteRefusal>> {
  await lockCertificate(trx, request.target.identifier)
  const known = await intent.findKnown(trx)
  if (known !== null) return known.ok ? ok({ kind: 'known', receipt: known.value }) : intent.deny(trx, known.error)
  const now = ctx.clock.now()
  const admitted = await request.admit(trx, now)
  if (!admitted.ok) return intent.deny(trx, admitted.error)
  if (request.recordBy.isOver()) return ok({ kind: 'not_now', cause: 'too_late' })
  if (ctx.writes.stopping.aborted) return ok({ kind: 'not_now', cause: 'stopping' })
  const taken = await ctx.writes.limiter.takeInTransaction(trx, prepared.operation, now)
  if ('freeAt' in taken) return ok({ kind: 'not_now', cause: taken.isPaused ? 'vendor_pause' : 'no_slot' })
  const row = intentRow(ctx, request, prepared, admitted.value, now)
  if (!(await intent.open(trx, row))) {
    // The lock makes this impossible; the index is what holds if ever a path forgets the lock.
    await ctx.writes.limiter.releaseInTransaction(trx, taken.slot, unusedSlot(now))
    const winner = await intent.findKnown(trx)
    if (winner === null) throw new Error('an open operation blocks the intent but cannot be read')
    return winner.ok ? ok({ kind: 'known', receipt: winner.value }) : winner
  }
  await recordEvent(trx, ctx, {
    ...eventOf(request),
    outcome: 'requested',
    details: {
      deadlineAt: new Date(row.deadline_at).toISOString(),
      nonce: row.nonce,
      acsDate: row.acs_date,
      accessKeyId: row.access_key_id,
      vendorStatus: admitted.value.vendorStatus,
      ...(request.kind === 'delete' && {
        revokeTime: admitted.value.revokeTime,
        revokeTimeUnread: admitted.value.revokeTimeUnread,
      }),
      ...request.details,
    },
  })
  return ok({ kind: 'opened', row, slot: taken.slot })
}

/** No call within the operator's patience. Nothing was sent. */
async function giveUp<Refusal extends { code: string }>(
  ctx: VerbContext,
  { request, intent, prepared }: Opening<Refusal>,
  cause: UnsentCause,
): Promise<Result<Exclude<Opened, { kind: 'not_now' }>, Refusal | WriteRefusal>> {
  return transaction(ctx.db, async (trx) => {
    await lockCertificate(trx, request.target.identifier)
    const known = await intent.findKnown(trx)
    if (known !== null) return known.ok ? ok({ kind: 'known', receipt: known.value }) : intent.deny(trx, known.error)
    const now = ctx.clock.now()
    const admitted = await request.admit(trx, now)
    if (!admitted.ok) return intent.deny(trx, admitted.error)
    const row = intentRow(ctx, request, prepared, admitted.value, now)
    return ok({ kind: 'known', receipt: await intent.giveUp(trx, row, cause) })
  })
}

function unusedSlot(now: number) {
  return { respondedAt: now, rttMs: null, throttled: false, retryAfterMs: null, timedOut: false, notSent: true }
}
