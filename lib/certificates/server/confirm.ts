import 'server-only'
import { z } from 'zod'
import { isInGoodStanding } from '#lib/auth/server/standing.ts'
import type { Permission } from '#lib/auth/roles.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { inFlight } from '#lib/http/in-flight.ts'
import type { WriteReceipt } from '#lib/operations/receipt.ts'
import { performWrite, type WriteRefusal } from '#lib/operations/server/remote-write.ts'
import { learnRevokeTime } from '#lib/operations/server/vendor-status.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { gateMatches } from '../gate.ts'
import type { LifecycleRefusal } from '../lifecycle.ts'
import type { LiveReadingFailure } from '../schema.ts'
import { freshReading, READING_VALID_MS } from './fresh-reading.ts'
import { findCertificate } from './repository.ts'
import { shownAs, snapshotOf, writeFactsOf } from './write-facts.ts'

/** What confirming either dialog sends. `shown` and `operationId` come from the preview and from the browser. */
export const confirmation = {
  operationId: z.uuid(),
  identifier: z.string().min(1).max(200),
  shown: z.string().max(400),
  typedSerial: z.string().max(64).default(''),
  ticket: z.string().trim().max(128).default(''),
  comment: z.string().trim().max(2000).default(''),
}

type Confirmation = {
  operationId: string
  identifier: string
  shown: string
  typedSerial: string
  ticket: string
  comment: string
  reason: string
  /** Deleting an unexpired certificate asks for it; nothing else does. */
  hasAcknowledged: boolean
}

export type ConfirmRefusal =
  | WriteRefusal
  | LifecycleRefusal
  /** No fresh reading; nothing was sent. */
  | { code: 'reading_failed'; failure: LiveReadingFailure }
  /** The certificate is not as the dialog showed it; nothing was sent. */
  | { code: 'changed_since_shown' }
  | { code: 'gate_not_met' }
  | { code: 'not_acknowledged' }
  /** The session ended, or the role changed, while the dialog was open. */
  | { code: 'no_longer_permitted' }

/** How long a dialog waits for one answer before it starts to follow the operation. */
const ANSWER_WITHIN_MS = 5_000

/** The rules that both writes share: a fresh reading equal to the shown one, then lifecycle, permission and gate. */
export async function confirmWrite(
  ctx: VerbContext,
  kind: OperationKind,
  permission: Permission,
  confirmed: Confirmation,
): Promise<Result<WriteReceipt, ConfirmRefusal>> {
  const { identifier, operationId, reason, ticket, comment } = confirmed
  const reading = await freshReading(ctx, identifier, READING_VALID_MS)
  if (!reading.ok && reading.error.kind !== 'deleted') return err({ code: 'reading_failed', failure: reading.error })
  const row = reading.ok ? reading.value : null
  const isTimeUnknown = kind === 'delete' && row?.vendor_status === 'REVOKE' && row.revoke_time === null
  const revokeTimeUnread = isTimeUnknown
    ? await learnRevokeTime(ctx, { identifier, serialNumber: row.serial_number })
    : null
  const write = performWrite<ConfirmRefusal>(ctx, {
    operationId,
    kind,
    target: { identifier, serialNumber: row?.serial_number ?? '', commonName: row?.common_name ?? '' },
    reason,
    ticket,
    comment,
    admit: async (trx, now) => {
      // Read again inside the transaction: what was fresh a moment ago may have been revoked by a colleague.
      const current = await findCertificate(trx, identifier)
      if (!current) return err({ code: 'reading_failed', failure: { kind: 'absent', code: null, requestId: null } })
      const facts = await writeFactsOf(trx, kind, current, now)
      if (facts.refusal) return err(facts.refusal)
      if (!(await isInGoodStanding(trx, ctx.actor, permission))) return err({ code: 'no_longer_permitted' })
      if (shownAs(current) !== confirmed.shown) return err({ code: 'changed_since_shown' })
      if (facts.gate.length > 0 && !gateMatches(confirmed.typedSerial, current.serial_number)) {
        return err({ code: 'gate_not_met' })
      }
      if (kind === 'delete' && facts.gate.length > 0 && !confirmed.hasAcknowledged) {
        return err({ code: 'not_acknowledged' })
      }
      return ok(snapshotOf(current, revokeTimeUnread))
    },
  })
  return answerInTime(ctx, write, { operationId, kind, identifier })
}

/**
 * After 5 s the dialog is told *pending* and follows the operation by GET. The write itself goes on to its end here,
 * whatever becomes of the browser.
 */
async function answerInTime(
  ctx: VerbContext,
  write: Promise<Result<WriteReceipt, ConfirmRefusal>>,
  operation: { operationId: string; kind: OperationKind; identifier: string },
): Promise<Result<WriteReceipt, ConfirmRefusal>> {
  const late = ctx.writes.wait(ANSWER_WITHIN_MS).then(() => ok(pendingReceipt(operation)))
  const first = await Promise.race([write, late])
  if (first.ok && first.value.state === 'pending') {
    // Nobody waits for it any more, so nobody else would learn of its failure.
    inFlight(() => write).catch((cause: unknown) => {
      ctx.log('error', 'a write failed after its dialog had been answered', {
        correlationId: ctx.correlationId,
        operationId: operation.operationId,
        cause: cause instanceof Error ? cause.name : 'unknown',
      })
    })
  }
  return first
}

function pendingReceipt(operation: { operationId: string; kind: OperationKind; identifier: string }): WriteReceipt {
  return {
    ...operation,
    state: 'pending',
    requestId: null,
    httpStatus: null,
    cloudCode: null,
    cloudMessage: null,
    recommend: null,
    cause: null,
    joined: false,
    stored: true,
  }
}
