import 'server-only'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { recordEvent } from '#lib/audit/server/record.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { verb } from '#lib/service/server/verb.ts'
import { MAX_VIEWS, type SavedView } from '../schema.ts'
import { recordedView, viewOf } from './dto.ts'
import { mayShare, refuseSharing, type SharingRefused } from './may-share.ts'
import { countViewsOf, insertView } from './repository.ts'
import { addressRefusal, viewNameInput, viewParamsInput, type UnreadableAddress } from './view-input.ts'

type SaveFailure =
  { code: 'name_taken' } | { code: 'too_many_views' } | { code: 'no_user' } | UnreadableAddress | SharingRefused

/** An address of the list under a name. Private ones are everybody's to have; sharing is `views.share`. */
export const saveView = verb({
  name: 'save_view',
  permission: 'inventory.read',
  kind: 'write',
  input: z.strictObject({ name: viewNameInput, params: viewParamsInput, isShared: z.boolean().default(false) }),
  run: async (ctx, { name, params, isShared }): Promise<Result<SavedView, SaveFailure>> => {
    const { actor } = ctx
    if (actor.kind !== 'user') return err({ code: 'no_user' })
    const refusal = await addressRefusal(ctx.db, params)
    if (refusal !== null) return refusal
    return transaction(ctx.db, async (trx) => {
      if (isShared && !mayShare(actor)) return refuseSharing(trx, ctx, 'save_view')
      if ((await countViewsOf(trx, actor.userId)) >= MAX_VIEWS) return err({ code: 'too_many_views' })
      const now = ctx.clock.now()
      const row = {
        id: randomUUID(),
        owner_id: actor.userId,
        owner_email: actor.email,
        name,
        is_shared: isShared ? 1 : 0,
        params,
        created_at: now,
        updated_at: now,
      } as const
      if (!(await insertView(trx, row))) return err({ code: 'name_taken' })
      await recordEvent(trx, ctx, { action: 'save_view', outcome: 'done', details: recordedView(row) })
      return ok(viewOf(row, actor))
    })
  },
})
