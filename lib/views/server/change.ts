import 'server-only'
import { z } from 'zod'
import { recordEvent } from '#lib/audit/server/record.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { verb } from '#lib/service/server/verb.ts'
import type { SavedView } from '../schema.ts'
import { recordedView, viewOf } from './dto.ts'
import { mayShare, refuseSharing, type SharingRefused } from './may-share.ts'
import { findViewFor, isNameTaken, updateView, type ViewRow } from './repository.ts'
import { addressRefusal, viewIdInput, viewNameInput, viewParamsInput, type UnreadableAddress } from './view-input.ts'

type ChangeFailure =
  | { code: 'view_not_found' }
  | { code: 'not_yours'; owner: string }
  | { code: 'name_taken' }
  | { code: 'no_user' }
  | UnreadableAddress
  | SharingRefused

/** Another name, another address, shared or not any more: of one's own views alone. */
export const changeView = verb({
  name: 'change_view',
  permission: 'inventory.read',
  kind: 'write',
  input: z.strictObject({
    id: viewIdInput,
    name: viewNameInput.optional(),
    params: viewParamsInput.optional(),
    isShared: z.boolean().optional(),
  }),
  run: async (ctx, { id, ...asked }): Promise<Result<SavedView, ChangeFailure>> => {
    const { actor } = ctx
    if (actor.kind !== 'user') return err({ code: 'no_user' })
    const refusal = await addressRefusal(ctx.db, asked.params)
    if (refusal !== null) return refusal
    return transaction(ctx.db, async (trx) => {
      const before = await findViewFor(trx, id, actor.userId)
      if (before === null) return err({ code: 'view_not_found' })
      if (before.owner_id !== actor.userId) return err({ code: 'not_yours', owner: before.owner_email })
      const after = changedRow(before, asked, ctx.clock.now())
      // What everybody sees is decided by who may share; to take it back from them needs no right.
      if (after.is_shared === 1 && !mayShare(actor)) return refuseSharing(trx, ctx, 'change_view')
      if (await isNameTaken(trx, after)) return err({ code: 'name_taken' })
      if (!(await updateView(trx, before, after))) return err({ code: 'view_not_found' })
      const details = { ...recordedView(after), before: recordedView(before) }
      await recordEvent(trx, ctx, { action: 'change_view', outcome: 'done', details })
      return ok(viewOf(after, actor))
    })
  },
})

function changedRow(
  before: ViewRow,
  {
    name,
    params,
    isShared,
  }: { name?: string | undefined; params?: string | undefined; isShared?: boolean | undefined },
  now: number,
): ViewRow {
  return {
    ...before,
    name: name ?? before.name,
    params: params ?? before.params,
    is_shared: isShared === undefined ? before.is_shared : isShared ? 1 : 0,
    // Of two changes in one millisecond the second must not pass for having seen the first.
    updated_at: Math.max(now, before.updated_at + 1),
  }
}
