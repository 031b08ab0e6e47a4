import 'server-only'
import { deputyRefusal, type DeputyRefusal } from '#lib/auth/server/deputy.ts'
import { err, ok } from '#lib/core/result.ts'
import type { WriteReceipt } from '#lib/operations/receipt.ts'
import { dueIntent } from '#lib/operations/server/due-intent.ts'
import { noteTry, type Scheduled } from '#lib/operations/server/due.ts'
import { scheduleOf } from '#lib/operations/server/end-unsent.ts'
import { recordingEnds } from '#lib/operations/server/recording-end.ts'
import { performWrite, type WriteRefusal, type WriteRequest } from '#lib/operations/server/remote-write.ts'
import { readSnapshot } from '#lib/operations/server/snapshot.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { LifecycleRefusal } from '../lifecycle.ts'
import { revokeTimeToDelete } from './read-to-write.ts'
import { findCertificate } from './repository.ts'
import { decide, snapshotOf } from './write-facts.ts'

/** `silent`: whatever else is due would meet the same just now. */
export type Outcome = 'turned' | 'silent'

/** What the reading of a moment ago has shown: the state, and by how much our clock is ahead of the vendor's. */
type Shown = { vendorStatus: 'ISSUE' | 'REVOKE' | 'PENDING'; aheadMs: number }

/** The call, if nothing speaks against it. `ctx.actor` is the deputy. */
export async function performDue(ctx: VerbContext, scheduled: Scheduled, shown: Shown): Promise<Outcome> {
  const { id: operationId, identifier, reason, ticket, comment } = scheduled
  const row = await findCertificate(ctx.db, identifier)
  const revokeTimeUnread = row === null ? null : await revokeTimeToDelete(ctx, row)
  const { serialNumber, commonName } = readSnapshot(scheduled.snapshot)
  ctx.writes.reached('read')
  const done = await performWrite<DueRefusal>(
    ctx,
    {
      operationId,
      kind: 'delete',
      target: { identifier, serialNumber, commonName },
      reason,
      ticket,
      comment,
      recordBy: recordingEnds(ctx.clock),
      admit: admission(ctx, scheduled, { ...shown, revokeTimeUnread }),
      details: scheduleOf(scheduled),
    },
    dueIntent(ctx, scheduled),
  )
  return done.ok ? afterReceipt(ctx, scheduled, done.value) : afterRefusal(ctx, scheduled, done.error)
}

async function afterReceipt(
  ctx: VerbContext,
  scheduled: Scheduled,
  { state, cause }: Pick<WriteReceipt, 'state' | 'cause'>,
): Promise<Outcome> {
  if (state !== 'scheduled' || cause === 'stopping') return 'turned'
  await noteTry(ctx, scheduled, { failure: cause ?? 'no_slot' })
  return 'silent'
}

async function afterRefusal(
  ctx: VerbContext,
  scheduled: Scheduled,
  refusal: DueRefusal | WriteRefusal,
): Promise<Outcome> {
  switch (refusal.code) {
    case 'operation_open':
      await noteTry(ctx, scheduled, { failure: refusal.code })
      return 'turned'
    case 'cloud_unavailable':
      if (refusal.failure !== 'stopping') await noteTry(ctx, scheduled, { failure: refusal.failure })
      return 'silent'
    case 'not_recorded':
      return 'silent'
    default:
      return 'turned'
  }
}

type DueRefusal =
  | LifecycleRefusal
  | { code: DeputyRefusal }
  /** Another certificate stands under the Identifier than the one that was to be deleted. */
  | { code: 'changed' }
  | { code: 'not_expired' }

function admission(
  ctx: VerbContext,
  scheduled: Scheduled,
  { vendorStatus, aheadMs, revokeTimeUnread }: Shown & { revokeTimeUnread: string | null },
): WriteRequest<DueRefusal>['admit'] {
  return async (trx, now) => {
    const current = await findCertificate(trx, scheduled.identifier)
    if (!current || ctx.actor.kind !== 'deputy') throw new Error('carried out without a reading or a deputy')
    const { refusal, gate } = await decide(trx, 'delete', current, now - aheadMs)
    if (refusal) return err(refusal)
    // The mirror may hold a list's word that is as new.
    if (vendorStatus !== 'REVOKE') return err({ code: 'not_revoked' })
    const wanted = readSnapshot(scheduled.snapshot)
    if (current.serial_number !== wanted.serialNumber || current.sha256 !== wanted.sha256)
      return err({ code: 'changed' })
    if (gate.length > 0) return err({ code: 'not_expired' })
    const unfit = await deputyRefusal(trx, ctx.actor, 'certificate.delete')
    return unfit === null ? ok(snapshotOf(current, revokeTimeUnread)) : err({ code: unfit })
  }
}
