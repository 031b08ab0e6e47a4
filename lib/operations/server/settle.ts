import 'server-only'
import { z } from 'zod'
import { recordEvent } from '#lib/audit/server/record.ts'
import { actorLabel } from '#lib/auth/actor.ts'
import { lockCertificate } from '#lib/certificates/server/mirror.ts'
import { COMMENT_LENGTH } from '#lib/core/entry-lengths.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { storableText } from '#lib/db/server/text.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { verb } from '#lib/service/server/verb.ts'
import type { OperationState } from '../state.ts'
import { eventOfRow } from './audit-words.ts'
import { findOperation, settleAttempt } from './repository.ts'
import { takeEffect } from './take-effect.ts'

type SettleFailure = { code: 'not_found' } | { code: 'not_open_for_settling'; state: OperationState }

/**
 * Settle by hand: what reading back could not tell, a person found out elsewhere (ActionTrail, the vendor's console).
 * Only for what needs a human; the comment is the evidence and is audited.
 */
export const settleOperation = verb({
  name: 'settle_operation',
  permission: 'operation.settle',
  kind: 'write',
  input: z.object({
    operationId: z.string().min(1).max(64),
    verdict: z.enum(['done', 'not_done']),
    comment: z.string().trim().min(1).max(COMMENT_LENGTH).transform(storableText),
  }),
  run: async (ctx, { operationId, verdict, comment }): Promise<Result<{ state: OperationState }, SettleFailure>> => {
    return transaction(ctx.db, async (trx) => {
      const row = await findOperation(trx, operationId)
      if (!row) return err({ code: 'not_found' })
      await lockCertificate(trx, row.identifier)
      const state = verdict === 'done' ? 'succeeded' : 'not_done'
      const at = ctx.clock.now()
      const isSettled = await settleAttempt(
        trx,
        { id: row.id, attempt: row.attempt, state: 'needs_human' },
        {
          state,
          settled_by: 'human',
          settled_at: at,
          settled_comment: comment,
          // Whoever settles it has seen how it ended.
          ...(row.due_at !== null && { attended_at: at, attended_by: actorLabel(ctx.actor) }),
        },
      )
      if (!isSettled) return err({ code: 'not_open_for_settling', state: row.state })
      if (verdict === 'done') await takeEffect(trx, ctx, row, at)
      await recordEvent(trx, ctx, {
        ...eventOfRow(row),
        action: 'settle_operation',
        outcome: state,
        requestId: row.request_id ?? undefined,
        comment,
        details: { from: 'needs_human', kind: row.kind },
      })
      return ok({ state })
    })
  },
})
