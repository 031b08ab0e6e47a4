import 'server-only'
import { z } from 'zod'
import { listEventsOfOperation } from '#lib/audit/server/of-operation.ts'
import { can } from '#lib/auth/roles.ts'
import type { ConfirmRefusal } from '#lib/certificates/server/confirm.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { storableText } from '#lib/db/server/text.ts'
import { publicationOf } from '#lib/evidence/server/publication-of.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { verb } from '#lib/service/server/verb.ts'
import type { OperationDetail } from '../operation.ts'
import type { WriteReceipt } from '../receipt.ts'
import { isOpen } from '../state.ts'
import type { AttemptEnd } from './attempts.ts'
import { toDetail } from './dto.ts'
import { findOperationsByRequestId } from './repository.list.ts'
import { findOperation, listJoins, type OperationRow } from './repository.ts'

/**
 * Not recorded. `refusal` and `attempt`: an attempt under this id has ended here without a record, and so; nothing was
 * sent. Without them it may still be under way.
 */
type NotFound = { code: 'not_found'; attempt?: string; refusal?: ConfirmRefusal }

/** One operation, with everything that its receipt shows. */
export const getOperation = verb({
  name: 'get_operation',
  permission: 'operations.read',
  kind: 'read',
  input: z.object({ id: z.string().min(1).max(64).transform(storableText) }),
  run: async (ctx, { id }): Promise<Result<OperationDetail, NotFound>> => {
    // Looked up before the row: a record that comes in between is found all the same.
    const trace = ctx.writes.attempts.traceOf(id)
    const now = ctx.clock.now()
    const row = await findOperation(ctx.db, id)
    if (row) return ok({ ...(await detailOf(ctx, row, now)), unstored: unstoredOf(row, trace?.end) })
    if (trace === undefined || trace.end.ok) return err({ code: 'not_found' })
    return err({ code: 'not_found', attempt: trace.name, refusal: trace.end.error })
  },
})

/** Everything about one vendor RequestId. */
export const getRequest = verb({
  name: 'get_request',
  permission: 'operations.read',
  kind: 'read',
  input: z.object({ requestId: z.string().min(1).max(128).transform(storableText) }),
  run: async (ctx, { requestId }) => {
    const now = ctx.clock.now()
    const rows = await findOperationsByRequestId(ctx.db, requestId)
    if (rows.length === 0) return err({ code: 'not_found' as const })
    return ok({ requestId, operations: await Promise.all(rows.map((row) => detailOf(ctx, row, now))) })
  },
})

/** Until the store has it: read back, or brought home from the emergency file. */
function unstoredOf(row: OperationRow, end: AttemptEnd | undefined): WriteReceipt | null {
  if (end?.ok !== true || end.value.stored) return null
  return isOpen(row.state) || row.request_id !== end.value.requestId ? end.value : null
}

/**
 * The key's id finds the call in the account's ActionTrail: for those who may read the audit, where it stands too.
 * `readAt` (epoch ms) is before the row was read: an answer is never dated later than what it shows.
 */
async function detailOf({ db, actor }: VerbContext, row: OperationRow, readAt: number): Promise<OperationDetail> {
  const showsKey = actor.kind !== 'user' || can(actor.role, 'audit.read')
  const [joins, events, publication] = await Promise.all([
    listJoins(db, [row.id]),
    listEventsOfOperation(db, row.id),
    row.state === 'succeeded' ? publicationOf(db, row.identifier) : null,
  ])
  return { ...toDetail(row, joins, events, { showsKey }), publication, answeredAt: new Date(readAt).toISOString() }
}
