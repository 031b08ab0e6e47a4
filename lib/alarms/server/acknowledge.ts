import 'server-only'
import { z } from 'zod'
import { recordEvent } from '#lib/audit/server/record.ts'
import { actorLabel } from '#lib/auth/actor.ts'
import { COMMENT_LENGTH } from '#lib/core/entry-lengths.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { storableText } from '#lib/db/server/text.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { verb } from '#lib/service/server/verb.ts'
import { targetOf } from './alarm-of.ts'
import { acknowledge, findAlarm } from './repository.ts'

type AcknowledgeFailure = { code: 'not_found' } | { code: 'acknowledged_already'; by: string }

/** Somebody has taken note: the alarm no longer waits for a person. It changes nothing of what it is about. */
export const acknowledgeAlarm = verb({
  name: 'acknowledge_alarm',
  permission: 'operation.settle',
  kind: 'write',
  input: z.strictObject({
    id: z.string().min(1).max(64).transform(storableText),
    comment: z.string().trim().min(1).max(COMMENT_LENGTH).transform(storableText),
  }),
  run: async (ctx, { id, comment }): Promise<Result<{ id: string }, AcknowledgeFailure>> =>
    transaction(ctx.db, async (trx) => {
      const alarm = await findAlarm(trx, id)
      if (alarm === null) return err({ code: 'not_found' })
      const by = { at: ctx.clock.now(), who: actorLabel(ctx.actor), comment }
      if (!(await acknowledge(trx, id, by))) {
        return err({ code: 'acknowledged_already', by: (await findAlarm(trx, id))?.acknowledged_by ?? '' })
      }
      await recordEvent(trx, ctx, {
        action: 'acknowledge_alarm',
        outcome: 'done',
        target: targetOf(alarm) ?? undefined,
        operationId: alarm.operation_id ?? undefined,
        comment,
        details: { alarm: alarm.kind, alarmId: alarm.id },
      })
      return ok({ id })
    }),
})
