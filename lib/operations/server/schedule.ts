import 'server-only'
import { recordEvent } from '#lib/audit/server/record.ts'
import { actorLabel } from '#lib/auth/actor.ts'
import { lockCertificate } from '#lib/certificates/server/mirror.ts'
import { searchableLines } from '#lib/certificates/search-text.ts'
import { err, ok, type Err, type Result } from '#lib/core/result.ts'
import type { Trx } from '#lib/db/server/database.ts'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { WRITE_DEADLINE_MS } from '../bounds.ts'
import type { WriteReceipt } from '../receipt.ts'
import { scheduleOf } from './end-unsent.ts'
import { joinOperation, receiptOf } from './join.ts'
import { findSame } from './known.ts'
import { eventOf, type Asked } from './record-unsent.ts'
import type { WriteRefusal } from './remote-write.ts'
import { attendFailures, findScheduledOn, insertScheduled } from './repository.scheduled.ts'
import { findForerunners, type OperationRow } from './repository.ts'
import { writeSnapshot, type CertificateSnapshot } from './snapshot.ts'

// A write that is recorded now and carried out on its day. Nothing is sent here: one transaction holds the record, with
// the certificate as it was read, and its audit event.

export type Admission = { snapshot: CertificateSnapshot; /** Epoch ms. */ dueAt: number }

export type ScheduleRequest<Refusal> = Asked & {
  /** Re-checks permission, lifecycle and date inside the transaction. */
  admit: (trx: Trx, now: number) => Promise<Result<Admission, Refusal>>
}

/** Records it, or joins the one that is scheduled on the certificate already: one certificate, one day. */
export async function scheduleWrite<Refusal extends { code: string }>(
  ctx: VerbContext,
  request: ScheduleRequest<Refusal>,
): Promise<Result<WriteReceipt, Refusal | WriteRefusal>> {
  try {
    return await transaction(ctx.db, (trx) => record(trx, ctx, request))
  } catch (cause) {
    const failure = storeFailureOf(cause)
    if (failure === null) throw cause
    const { operationId } = request
    ctx.log('error', 'a schedule could not be recorded', { correlationId: ctx.correlationId, operationId, failure })
    return err({ code: 'not_recorded', failure })
  }
}

async function record<Refusal extends { code: string }>(
  trx: Trx,
  ctx: VerbContext,
  request: ScheduleRequest<Refusal>,
): Promise<Result<WriteReceipt, Refusal | WriteRefusal>> {
  const { identifier } = request.target
  await lockCertificate(trx, identifier)
  const asked = { operationId: request.operationId, kind: request.kind, identifier }
  const same = await findSame(trx, ctx, asked)
  if (same !== null) return same.ok ? same : denied(trx, ctx, request, same.error)
  const now = ctx.clock.now()
  const admitted = await request.admit(trx, now)
  if (!admitted.ok) return denied(trx, ctx, request, admitted.error)
  const { open } = await findForerunners(trx, asked)
  if (open) return denied(trx, ctx, request, { code: 'operation_open', operationId: open.id, kind: open.kind })
  const scheduled = await findScheduledOn(trx, identifier)
  if (scheduled) return ok(await joinOperation(trx, ctx, scheduled, request))
  const row = scheduledRow(ctx, request, admitted.value, now)
  await attendFailures(trx, identifier, { by: row.requested_by, at: now })
  // The lock makes a second one impossible; the index is what holds if ever a path forgets the lock.
  if (!(await insertScheduled(trx, row))) throw new Error('another deletion is scheduled but cannot be read')
  const details = { ...scheduleOf(row), vendorStatus: admitted.value.snapshot.vendorStatus }
  await recordEvent(trx, ctx, { ...eventOf(request), outcome: 'scheduled', details })
  return ok(receiptOf(row, { joined: false }))
}

async function denied<Refusal, Denial extends { code: string }>(
  trx: Trx,
  ctx: VerbContext,
  request: ScheduleRequest<Refusal>,
  denial: Denial,
): Promise<Err<Denial>> {
  await recordEvent(trx, ctx, { ...eventOf(request), outcome: 'denied', details: { code: denial.code } })
  return err(denial)
}

/** As it waits. What belongs to a call is empty until there is one. */
function scheduledRow<Refusal>(
  ctx: VerbContext,
  request: ScheduleRequest<Refusal>,
  { snapshot, dueAt }: Admission,
  now: number,
): OperationRow {
  const { operationId: id, kind, target, reason, ticket, comment } = request
  return {
    ...noOutcome,
    id,
    kind,
    identifier: target.identifier,
    state: 'scheduled',
    reason,
    ticket,
    comment,
    requested_by: actorLabel(ctx.actor),
    requester_id: 'userId' in ctx.actor ? ctx.actor.userId : null,
    requested_at: now,
    due_at: dueAt,
    deadline_at: dueAt + WRITE_DEADLINE_MS,
    // Kept when it is carried out: one correlation leads from the wish to its end.
    attempt: ctx.correlationId,
    owner: ctx.writes.owner,
    snapshot: writeSnapshot(snapshot),
    search_text: searchableLines([snapshot.identifier, snapshot.serialNumber, snapshot.commonName, ticket]),
  }
}

const noOutcome = {
  cause_proven: 0,
  request_id: null,
  http_status: null,
  cloud_code: null,
  cloud_message: null,
  recommend: null,
  cause: null,
  settled_at: null,
  settled_by: null,
  settled_comment: null,
  attended_at: null,
  attended_by: null,
  nonce: '',
  acs_date: '',
  access_key_id: '',
  exchange: 'null',
  readings: '[]',
  vendor_revoke_time: null,
  vendor_status_read_at: null,
} as const
