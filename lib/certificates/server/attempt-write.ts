import 'server-only'
import { isInGoodStanding } from '#lib/auth/server/standing.ts'
import type { Permission } from '#lib/auth/roles.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import type { WriteReceipt } from '#lib/operations/receipt.ts'
import { findSame } from '#lib/operations/server/known.ts'
import { recordingEnds, type RecordingEnd } from '#lib/operations/server/recording-end.ts'
import { performWrite, type WriteRequest } from '#lib/operations/server/remote-write.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { gateMatches } from '../gate.ts'
import { confirmOnce, type Confirmation, type ConfirmRefusal } from './confirm.ts'
import { askedOf, readToWrite, refuseTaken, refuseUnread, revokeTimeToDelete } from './read-to-write.ts'
import { findCertificate } from './repository.ts'
import type { CertificateRow } from './repository.rows.ts'
import { decide, shownAs, snapshotOf } from './write-facts.ts'

type AttemptResult = Result<WriteReceipt, ConfirmRefusal>

/** Confirms a dialog whose write is carried out at once. */
export function confirmWrite(
  ctx: VerbContext,
  kind: OperationKind,
  permission: Permission,
  confirmed: Confirmation,
): Promise<AttemptResult> {
  return confirmOnce(ctx, {
    ...confirmed,
    kind,
    attempt: () => attemptWrite(ctx, kind, permission, confirmed),
    refuseTaken: () => refuseTaken(ctx, confirmed, { kind }),
  })
}

/**
 * One attempt from its arrival to its end. Another process may have got the same request: where its operation exists, the
 * transaction that would record this one finds it, and it is looked for before it is said that nothing was sent.
 */
async function attemptWrite(
  ctx: VerbContext,
  kind: OperationKind,
  permission: Permission,
  confirmed: Confirmation,
): Promise<AttemptResult> {
  const recordBy = recordingEnds(ctx.clock)
  const reading = await readToWrite(ctx, confirmed.identifier)
  const request = { operationId: confirmed.operationId, kind, identifier: confirmed.identifier }
  if (!reading.ok && reading.error.kind !== 'deleted') {
    const known = await findIfReadable(ctx, request)
    if (known === null) return refuseUnread(ctx, confirmed, { kind }, reading.error)
    return known.ok ? known : refuseTaken(ctx, confirmed, { kind })
  }
  const row = reading.ok ? reading.value : null
  const end = await performAsRead(ctx, { kind, permission, confirmed, row, recordBy })
  return end.ok ? end : ((await findIfReadable(ctx, request)) ?? end)
}

/** What became of the same request; null also where the store cannot be read. */
async function findIfReadable(ctx: VerbContext, request: Parameters<typeof findSame>[2]) {
  return findSame(ctx.db, ctx, request).catch((cause: unknown) => {
    if (storeFailureOf(cause) === null) throw cause
    return null
  })
}

/** The rules that both writes share: a fresh reading equal to the shown one, then lifecycle, permission and gate. */
async function performAsRead(
  ctx: VerbContext,
  asked: {
    kind: OperationKind
    permission: Permission
    confirmed: Confirmation
    /** As it was read; null where it is deleted. */
    row: CertificateRow | null
    recordBy: RecordingEnd
  },
): Promise<AttemptResult> {
  const { kind, permission, confirmed, row, recordBy } = asked
  const revokeTimeUnread = row !== null && kind === 'delete' ? await revokeTimeToDelete(ctx, row) : null
  ctx.writes.reached('read')
  return performWrite<ConfirmRefusal>(ctx, {
    ...askedOf(confirmed, row, { kind }),
    recordBy,
    admit: admission(ctx, { kind, permission, confirmed, revokeTimeUnread }),
  })
}

function admission(
  ctx: VerbContext,
  asked: {
    kind: OperationKind
    permission: Permission
    confirmed: Confirmation
    revokeTimeUnread: string | null
  },
): WriteRequest<ConfirmRefusal>['admit'] {
  const { kind, permission, confirmed, revokeTimeUnread } = asked
  return async (trx, now) => {
    // Read again inside the transaction: what was fresh a moment ago may have been revoked by a colleague.
    const current = await findCertificate(trx, confirmed.identifier)
    if (!current) return err({ code: 'reading_failed', failure: { kind: 'absent', code: null, requestId: null } })
    const { refusal, gate } = await decide(trx, kind, current, now)
    if (refusal) return err(refusal)
    if (!(await isInGoodStanding(trx, ctx.actor, permission))) return err({ code: 'no_longer_permitted' })
    if (shownAs(current) !== confirmed.shown) return err({ code: 'changed_since_shown' })
    if (gate.length > 0 && !gateMatches(confirmed.typedSerial, current.serial_number)) {
      return err({ code: 'gate_not_met' })
    }
    if (kind === 'delete' && gate.length > 0 && !confirmed.hasAcknowledged) {
      return err({ code: 'not_acknowledged' })
    }
    return ok(snapshotOf(current, revokeTimeUnread))
  }
}
