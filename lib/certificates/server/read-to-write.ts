import 'server-only'
import { err, type Result } from '#lib/core/result.ts'
import { READING_WITHIN_MS } from '#lib/operations/bounds.ts'
import { recordUnsent, type Asked } from '#lib/operations/server/record-unsent.ts'
import { unlessStopping } from '#lib/operations/server/unless-stopping.ts'
import { learnRevokeTime } from '#lib/operations/server/vendor-status.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { LiveReadingFailure } from '../schema.ts'
import type { ConfirmRefusal } from './confirm.ts'
import { freshReading, READING_VALID_MS } from './fresh-reading.ts'
import { findCertificate } from './repository.ts'
import type { CertificateRow } from './repository.rows.ts'
import { within } from './within.ts'

// What a confirmed write stands on: the certificate as the vendor has it now.

/** A reading no older than 30 s, in 25 s or not at all, and not waited for once the console stops. */
export async function readToWrite(
  ctx: VerbContext,
  identifier: string,
): Promise<Result<CertificateRow, LiveReadingFailure>> {
  const fresh = unlessStopping(ctx, freshReading(ctx, identifier, READING_VALID_MS), unreadFor('stopping'))
  return within(ctx, READING_WITHIN_MS, fresh, unreadFor('too_slow'))
}

function unreadFor(kind: LiveReadingFailure['kind']) {
  return err<LiveReadingFailure>({ kind, code: null, requestId: null })
}

/** What is asked for, with the certificate's names as far as they are held. */
export function askedOf(
  { operationId, identifier, reason, ticket, comment }: Confirmed,
  row: CertificateRow | null,
  rest: Pick<Asked, 'kind' | 'action'>,
): Asked {
  const target = { identifier, serialNumber: row?.serial_number ?? '', commonName: row?.common_name ?? '' }
  return { operationId, target, reason, ticket, comment, ...rest }
}

export type Confirmed = Pick<Asked, 'operationId' | 'reason' | 'ticket' | 'comment'> & { identifier: string }

/** Without a reading nothing is done; the attempt is recorded all the same. */
export async function refuseUnread(
  ctx: VerbContext,
  confirmed: Confirmed,
  rest: Pick<Asked, 'kind' | 'action'>,
  failure: LiveReadingFailure,
): Promise<Result<never, ConfirmRefusal>> {
  const held = await findCertificate(ctx.db, confirmed.identifier)
  await recordUnsent(ctx, askedOf(confirmed, held, rest), {
    outcome: 'not_sent',
    requestId: failure.requestId ?? undefined,
    details: { cause: 'reading_failed', kind: failure.kind, code: failure.code },
  })
  return err({ code: 'reading_failed', failure })
}

/** The id belongs to another certificate or another kind of write. */
export async function refuseTaken(
  ctx: VerbContext,
  confirmed: Confirmed,
  rest: Pick<Asked, 'kind' | 'action'>,
): Promise<Result<never, ConfirmRefusal>> {
  const held = await findCertificate(ctx.db, confirmed.identifier)
  const code = 'operation_id_taken'
  await recordUnsent(ctx, askedOf(confirmed, held, rest), { outcome: 'denied', details: { code } })
  return err({ code })
}

/** Before a deletion: why the RevokeTime is not known, where it is to be deleted without. */
export async function revokeTimeToDelete(ctx: VerbContext, row: CertificateRow): Promise<string | null> {
  if (row.vendor_status !== 'REVOKE' || row.revoke_time !== null) return null
  const target = { identifier: row.identifier, serialNumber: row.serial_number }
  return unlessStopping(ctx, learnRevokeTime(ctx, target), null)
}
