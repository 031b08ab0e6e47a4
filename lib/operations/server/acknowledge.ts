import 'server-only'
import { z } from 'zod'
import { recordEvent } from '#lib/audit/server/record.ts'
import { actorLabel } from '#lib/auth/actor.ts'
import { lockCertificate } from '#lib/certificates/server/mirror.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { verb } from '#lib/service/server/verb.ts'
import type { OperationState } from '../state.ts'
import { eventOfRow } from './audit-words.ts'
import { findOperation } from './repository.ts'
import { attendOne } from './repository.scheduled.ts'

type AcknowledgeFailure =
  | { code: 'not_found' }
  /** Somebody was faster, or it waits for nobody. */
  | { code: 'nothing_to_acknowledge' }

/**
 * Take note that a scheduled operation came to nothing. It changes nothing about the certificate or about how the
 * operation ended: it only no longer waits for a person.
 */
export const acknowledgeOperation = verb({
  name: 'acknowledge_operation',
  permission: 'operation.settle',
  kind: 'write',
  input: z.object({ operationId: z.string().min(1).max(64) }),
  run: async (ctx, { operationId }): Promise<Result<{ state: OperationState }, AcknowledgeFailure>> =>
    transaction(ctx.db, async (trx) => {
      const row = await findOperation(trx, operationId)
      if (!row) return err({ code: 'not_found' })
      await lockCertificate(trx, row.identifier)
      const attention = { by: actorLabel(ctx.actor), at: ctx.clock.now() }
      const event = { ...eventOfRow(row), action: 'acknowledge_operation' } as const
      const details = { state: row.state, cause: row.cause, requestedBy: row.requested_by }
      if (!(await attendOne(trx, operationId, attention))) {
        await recordEvent(trx, ctx, { ...event, outcome: 'denied', details })
        return err({ code: 'nothing_to_acknowledge' })
      }
      await recordEvent(trx, ctx, { ...event, outcome: 'done', details })
      return ok({ state: row.state })
    }),
})
