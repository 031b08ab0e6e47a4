import 'server-only'
import { z } from 'zod'
import { recordEvent } from '#lib/audit/server/record.ts'
import { lockCertificate } from '#lib/certificates/server/mirror.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { verb } from '#lib/service/server/verb.ts'
import type { OperationState } from '../state.ts'
import { eventOfRow } from './audit-words.ts'
import { scheduleOf } from './end-unsent.ts'
import { findOperation, settleAttempt } from './repository.ts'

type CancelFailure =
  | { code: 'not_found' }
  /** It was carried out, or ended otherwise, in the meantime; or it never was scheduled. */
  | { code: 'not_scheduled'; state: OperationState }

/**
 * Cancel a scheduled deletion: by whoever asked for it, or by anybody else who may delete. Nothing has been sent, and
 * nothing will be. Of a cancellation and the worker at the same moment, one finds the other done.
 */
export const cancelDeletion = verb({
  name: 'cancel_deletion',
  permission: 'certificate.delete',
  kind: 'write',
  input: z.object({ operationId: z.string().min(1).max(64) }),
  run: async (ctx, { operationId }): Promise<Result<{ state: OperationState }, CancelFailure>> =>
    transaction(ctx.db, async (trx) => {
      const found = await findOperation(trx, operationId)
      if (!found) return err({ code: 'not_found' })
      await lockCertificate(trx, found.identifier)
      const isCancelled = await settleAttempt(
        trx,
        { id: found.id, attempt: found.attempt, state: 'scheduled' },
        { state: 'cancelled', settled_by: 'human', settled_at: ctx.clock.now() },
      )
      if (!isCancelled) {
        const state = (await findOperation(trx, operationId))?.state ?? found.state
        await recordEvent(trx, ctx, {
          ...eventOfRow(found),
          action: 'cancel_deletion',
          outcome: 'denied',
          details: { code: 'not_scheduled', state },
        })
        return err({ code: 'not_scheduled', state })
      }
      await recordEvent(trx, ctx, {
        ...eventOfRow(found),
        action: 'cancel_deletion',
        outcome: 'cancelled',
        details: { requestedBy: found.requested_by, ...scheduleOf(found) },
      })
      return ok({ state: 'cancelled' })
    }),
})
