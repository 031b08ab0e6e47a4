import 'server-only'
import { z } from 'zod'
import { recordEvent } from '#lib/audit/server/record.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { verb } from '#lib/service/server/verb.ts'
import type { SavedView } from '../schema.ts'
import { recordedView, viewOf } from './dto.ts'
import { deleteViewRow, findViewFor } from './repository.ts'
import { viewIdInput } from './view-input.ts'

type DeleteFailure = { code: 'view_not_found' } | { code: 'not_yours'; owner: string } | { code: 'no_user' }

/** One's own view, or as `views.manage` a shared one of somebody else. It answers what is gone, so that it can be saved again. */
export const deleteView = verb({
  name: 'delete_view',
  permission: 'inventory.read',
  kind: 'write',
  input: z.strictObject({ id: viewIdInput }),
  run: async (ctx, { id }): Promise<Result<SavedView, DeleteFailure>> => {
    const { actor } = ctx
    if (actor.kind !== 'user') return err({ code: 'no_user' })
    return transaction(ctx.db, async (trx) => {
      const row = await findViewFor(trx, id, actor.userId)
      if (row === null) return err({ code: 'view_not_found' })
      const view = viewOf(row, actor)
      if (!view.mayDelete) return err({ code: 'not_yours', owner: row.owner_email })
      if (!(await deleteViewRow(trx, row))) return err({ code: 'view_not_found' })
      await recordEvent(trx, ctx, { action: 'delete_view', outcome: 'done', details: recordedView(row) })
      return ok(view)
    })
  },
})
