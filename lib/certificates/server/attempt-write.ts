import 'server-only'
import { isInGoodStanding } from '#lib/auth/server/standing.ts'
import type { Permission } from '#lib/auth/roles.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import { READING_WITHIN_MS, RECORD_WITHIN_MS } from '#lib/operations/bounds.ts'
import type { WriteReceipt } from '#lib/operations/receipt.ts'
import { recordUnsent } from '#lib/operations/server/record-unsent.ts'
import { findSame, performWrite, type WriteRequest } from '#lib/operations/server/remote-write.ts'
import { unlessStopping } from '#lib/operations/server/unless-stopping.ts'
import { learnRevokeTime } from '#lib/operations/server/vendor-status.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { gateMatches } from '../gate.ts'
import type { LiveReadingFailure } from '../schema.ts'
import type { Confirmation, ConfirmRefusal } from './confirm.ts'
import { freshReading, READING_VALID_MS } from './fresh-reading.ts'
import { findCertificate } from './repository.ts'
import type { CertificateRow } from './repository.rows.ts'
import { within } from './within.ts'
import { decide, shownAs, snapshotOf } from './write-facts.ts'

type AttemptResult = Result<WriteReceipt, ConfirmRefusal>

/**
 * One attempt from its arrival to its end. Another process may have got the same request: its operation is looked for
 * first, and again before it is said that nothing was sent.
 */
export async function attemptWrite(
  ctx: VerbContext,
  kind: OperationKind,
  permission: Permission,
  confirmed: Confirmation,
): Promise<AttemptResult> {
  const recordBy = ctx.clock.now() + RECORD_WITHIN_MS
  const request = { operationId: confirmed.operationId, kind, identifier: confirmed.identifier }
  const known = await findSame(ctx.db, ctx, request)
  if (known !== null) return known.ok ? known : refuseTaken(ctx, kind, confirmed)
  const end = await readAndPerform(ctx, kind, permission, confirmed, recordBy)
  return end.ok ? end : ((await findIfReadable(ctx, request)) ?? end)
}

/** The id belongs to another certificate or another kind of write. */
export async function refuseTaken(
  ctx: VerbContext,
  kind: OperationKind,
  confirmed: Confirmation,
): Promise<AttemptResult> {
  const held = await findCertificate(ctx.db, confirmed.identifier)
  const code = 'operation_id_taken'
  await recordUnsent(ctx, askedOf(kind, confirmed, held), { outcome: 'denied', details: { code } })
  return err({ code })
}

async function findIfReadable(ctx: VerbContext, request: Parameters<typeof findSame>[2]) {
  return findSame(ctx.db, ctx, request).catch((cause: unknown) => {
    if (storeFailureOf(cause) === null) throw cause
    return null
  })
}

/** The rules that both writes share: a fresh reading equal to the shown one, then lifecycle, permission and gate. */
async function readAndPerform(
  ctx: VerbContext,
  kind: OperationKind,
  permission: Permission,
  confirmed: Confirmation,
  recordBy: number,
): Promise<AttemptResult> {
  const { identifier } = confirmed
  const fresh = unlessStopping(ctx, freshReading(ctx, identifier, READING_VALID_MS), unreadFor('stopping'))
  const reading = await within(ctx, READING_WITHIN_MS, fresh, unreadFor('too_slow'))
  if (!reading.ok && reading.error.kind !== 'deleted') return unread(ctx, kind, confirmed, reading.error)
  const row = reading.ok ? reading.value : null
  const revokeTimeUnread =
    row !== null && kind === 'delete' ? await unlessStopping(ctx, askRevokeTime(ctx, row), null) : null
  return performWrite<ConfirmRefusal>(ctx, {
    ...askedOf(kind, confirmed, row),
    recordBy,
    admit: admission(ctx, { kind, permission, confirmed, revokeTimeUnread }),
  })
}

function unreadFor(kind: LiveReadingFailure['kind']) {
  return err<LiveReadingFailure>({ kind, code: null, requestId: null })
}

function askedOf(kind: OperationKind, confirmed: Confirmation, row: CertificateRow | null) {
  const { operationId, identifier, reason, ticket, comment } = confirmed
  const target = { identifier, serialNumber: row?.serial_number ?? '', commonName: row?.common_name ?? '' }
  return { operationId, kind, target, reason, ticket, comment }
}

/** Why its RevokeTime is not known, where it is to be deleted without. */
async function askRevokeTime(ctx: VerbContext, row: CertificateRow): Promise<string | null> {
  if (row.vendor_status !== 'REVOKE' || row.revoke_time !== null) return null
  return learnRevokeTime(ctx, { identifier: row.identifier, serialNumber: row.serial_number })
}

async function unread(
  ctx: VerbContext,
  kind: OperationKind,
  confirmed: Confirmation,
  failure: LiveReadingFailure,
): Promise<AttemptResult> {
  const held = await findCertificate(ctx.db, confirmed.identifier)
  await recordUnsent(ctx, askedOf(kind, confirmed, held), {
    outcome: 'not_sent',
    requestId: failure.requestId ?? undefined,
    details: { cause: 'reading_failed', kind: failure.kind, code: failure.code },
  })
  return err({ code: 'reading_failed', failure })
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
