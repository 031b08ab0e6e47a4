import 'server-only'
import { recordEvent } from '#lib/audit/server/record.ts'
import type { AuditTarget } from '#lib/audit/event.ts'
import { actorLabel } from '#lib/auth/actor.ts'
import { isInEffect, lockCertificate } from '#lib/certificates/server/mirror.ts'
import type { Slot } from '#lib/cloud/server/limiter/limiter.ts'
import type { PreparedWrite, ReadFailure, WriteOperation, WriteOutcome } from '#lib/cloud/server/port.ts'
import { err, ok, type Err, type Result } from '#lib/core/result.ts'
import type { Database, Trx } from '#lib/db/server/database.ts'
import { storeFailureOf, type StoreFailure } from '#lib/db/server/store-error.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { SLOT_PATIENCE_MS } from '../bounds.ts'
import type { WriteReceipt } from '../receipt.ts'
import type { OperationKind } from '../state.ts'
import { intentRow } from './intent-row.ts'
import { joinOperation, receiptOf } from './join.ts'
import {
  findForerunners,
  findOperation,
  insertOpenOperation,
  insertSettledOperation,
  type OperationRow,
} from './repository.ts'
import { eventOf, recordUnsent } from './record-unsent.ts'
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

export type WriteRequest<Refusal> = {
  /** Made by the browser before confirming. */
  operationId: string
  kind: OperationKind
  target: AuditTarget
  reason: string
  ticket: string
  comment: string
  /** Epoch ms: past it nothing is recorded that could still be sent. */
  recordBy: number
  /** Re-checks permission, lifecycle and gate inside the transaction that records the intent. */
  admit: (trx: Trx, now: number) => Promise<Result<CertificateSnapshot, Refusal>>
}

export type WriteRefusal =
  /** The id was used for another certificate or another kind: a replayed or forged request. */
  | { code: 'operation_id_taken' }
  | { code: 'operation_open'; operationId: string; kind: OperationKind }
  /** The intent could not be made durable. Nothing was sent. */
  | { code: 'not_recorded'; failure: StoreFailure }
  /** No call could be prepared (no credentials, or the console stops). Nothing was sent. */
  | { code: 'cloud_unavailable'; failure: PreparationFailure['kind']; message: string }

type Opened =
  | { kind: 'opened'; row: OperationRow; slot: Slot }
  | { kind: 'known'; receipt: WriteReceipt }
  | { kind: 'not_now'; cause: UnsentCause }

type PreparationFailure = { kind: ReadFailure['kind'] | 'stopping'; message: string; requestId?: string }

type UnsentCause = 'no_slot' | 'vendor_pause' | 'too_late' | 'stopping'

/** Performs the write, or finds that it is under way or done already. See lib/README.md, *Remote write*. */
export async function performWrite<Refusal extends { code: string }>(
  ctx: VerbContext,
  request: WriteRequest<Refusal>,
): Promise<Result<WriteReceipt, Refusal | WriteRefusal>> {
  const preparing = ctx.cloud.prepareWrite(cloudOperations[request.kind], request.target.identifier)
  const prepared = await unlessStopping(ctx, preparing, stoppedBefore)
  if (!prepared.ok) {
    const { kind, requestId } = prepared.error
    await recordUnsent(ctx, request, { outcome: 'not_sent', requestId, details: { cause: 'cloud_unavailable', kind } })
    return err({ code: 'cloud_unavailable', failure: prepared.error.kind, message: prepared.error.message })
  }
  ctx.writes.reached('prepared')
  const opened = await openWhenFree(ctx, request, prepared.value)
  if (!opened.ok) return opened
  if (opened.value.kind === 'known') return ok(opened.value.receipt)
  ctx.writes.reached('recorded')
  const { row, slot } = opened.value
  const outcome = ctx.writes.stopping.aborted
    ? calledOff(ctx, prepared.value)
    : await prepared.value.send(row.deadline_at)
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

/** Transaction 1, tried again at the moment the next slot frees, for as long as an operator can be asked to wait. */
async function openWhenFree<Refusal extends { code: string }>(
  ctx: VerbContext,
  request: WriteRequest<Refusal>,
  prepared: PreparedWrite,
): Promise<Result<Exclude<Opened, { kind: 'not_now' }>, Refusal | WriteRefusal>> {
  const giveUpAt = Math.min(ctx.clock.now() + SLOT_PATIENCE_MS, request.recordBy)
  const { limiter, wait, stopping } = ctx.writes
  try {
    await limiter.prepare(prepared.operation)
    for (;;) {
      const opened = await transaction(ctx.db, (trx) => open(trx, ctx, request, prepared))
      if (!opened.ok) return opened
      if (opened.value.kind !== 'not_now') return ok(opened.value)
      const { cause } = opened.value
      const isHopeless = cause === 'too_late' || cause === 'stopping'
      const calledOff = stopping
      if (isHopeless || !(await limiter.whenFree(prepared.operation, { giveUpAt, wait, calledOff }))) {
        return await giveUp(ctx, request, prepared, stopping.aborted ? 'stopping' : cause)
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
  request: WriteRequest<Refusal>,
  prepared: PreparedWrite,
): Promise<Result<Opened, Refusal | WriteRefusal>> {
  await lockCertificate(trx, request.target.identifier)
  const known = await findKnown(trx, ctx, request)
  if (known !== null) return known.ok ? known : denied(trx, ctx, request, known.error)
  const now = ctx.clock.now()
  const admitted = await request.admit(trx, now)
  if (!admitted.ok) return denied(trx, ctx, request, admitted.error)
  if (now >= request.recordBy) return ok({ kind: 'not_now', cause: 'too_late' })
  if (ctx.writes.stopping.aborted) return ok({ kind: 'not_now', cause: 'stopping' })
  const taken = await ctx.writes.limiter.takeInTransaction(trx, prepared.operation, now)
  if ('freeAt' in taken) return ok({ kind: 'not_now', cause: taken.isPaused ? 'vendor_pause' : 'no_slot' })
  const row = intentRow(ctx, request, prepared, admitted.value, now)
  if (!(await insertOpenOperation(trx, row))) {
    // The lock makes this impossible; the index is what holds if ever a path forgets the lock.
    await ctx.writes.limiter.releaseInTransaction(trx, taken.slot, unusedSlot(now))
    const winner = await findKnown(trx, ctx, request)
    if (winner === null) throw new Error('an open operation blocks the insert but cannot be read')
    return winner
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
    },
  })
  return ok({ kind: 'opened', row, slot: taken.slot })
}

/**
 * The same request again, an operation under way, or one that is done: whoever asks gets that one's receipt. Done is
 * what the newest reading shows as done: our word of old is no answer to a vendor that says otherwise.
 */
async function findKnown<Refusal>(
  trx: Trx,
  ctx: VerbContext,
  request: WriteRequest<Refusal>,
): Promise<Result<Extract<Opened, { kind: 'known' }>, WriteRefusal> | null> {
  const asked = { ...request, identifier: request.target.identifier }
  const { same, open, done } = await findForerunners(trx, asked)
  if (same) {
    const own = sameOf(same, ctx, asked)
    return own.ok ? ok({ kind: 'known', receipt: own.value }) : own
  }
  if (open && open.kind !== request.kind) {
    return err({ code: 'operation_open', operationId: open.id, kind: open.kind })
  }
  const isDone = done !== undefined && (await isInEffect(trx, request.kind, asked.identifier))
  const known = open ?? (isDone ? done : null)
  if (!known) return null
  return ok({ kind: 'known', receipt: await joinOperation(trx, ctx, known, request) })
}

/** What became of this very request, where its operation is recorded already. */
export async function findSame(db: Database, ctx: VerbContext, asked: Asked): Promise<Same | null> {
  const same = await findOperation(db, asked.operationId)
  return same ? sameOf(same, ctx, asked) : null
}

type Asked = { operationId: string; kind: OperationKind; identifier: string }
type Same = Result<WriteReceipt, { code: 'operation_id_taken' }>

function sameOf(same: OperationRow, ctx: VerbContext, asked: Asked): Same {
  if (same.identifier !== asked.identifier || same.kind !== asked.kind) return err({ code: 'operation_id_taken' })
  return ok(receiptOf(same, { joined: same.requested_by !== actorLabel(ctx.actor) }))
}

/** No call within the operator's patience: recorded as *not sent*, which it is. */
async function giveUp<Refusal extends { code: string }>(
  ctx: VerbContext,
  request: WriteRequest<Refusal>,
  prepared: PreparedWrite,
  cause: UnsentCause,
): Promise<Result<Exclude<Opened, { kind: 'not_now' }>, Refusal | WriteRefusal>> {
  return transaction(ctx.db, async (trx) => {
    await lockCertificate(trx, request.target.identifier)
    const known = await findKnown(trx, ctx, request)
    if (known !== null) return known.ok ? known : denied(trx, ctx, request, known.error)
    const now = ctx.clock.now()
    const admitted = await request.admit(trx, now)
    if (!admitted.ok) return denied(trx, ctx, request, admitted.error)
    const row: OperationRow = {
      ...intentRow(ctx, request, prepared, admitted.value, now),
      state: 'not_sent',
      cause,
      settled_at: now,
      settled_by: 'answer',
    }
    await insertSettledOperation(trx, row)
    await recordEvent(trx, ctx, { ...eventOf(request), outcome: 'not_sent', details: { cause } })
    return ok({ kind: 'known', receipt: receiptOf(row, { joined: false }) })
  })
}

function unusedSlot(now: number) {
  return { respondedAt: now, rttMs: null, throttled: false, retryAfterMs: null, timedOut: false, notSent: true }
}

/** Recorded in the transaction that found it: an attempt of which nothing was sent is an attempt too. */
async function denied<Refusal, Denial extends { code: string }>(
  trx: Trx,
  ctx: VerbContext,
  request: WriteRequest<Refusal>,
  denial: Denial,
): Promise<Err<Denial>> {
  await recordEvent(trx, ctx, { ...eventOf(request), outcome: 'denied', details: { code: denial.code } })
  return err(denial)
}
