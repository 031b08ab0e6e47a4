import 'server-only'
import { z } from 'zod'
import { listEventsOfOperation } from '#lib/audit/server/of-operation.ts'
import { can } from '#lib/auth/roles.ts'
import { err, ok } from '#lib/core/result.ts'
import { storableText } from '#lib/db/server/text.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { verb } from '#lib/service/server/verb.ts'
import type { OperationDetail } from '../operation.ts'
import { toDetail } from './dto.ts'
import { findOperationsByRequestId } from './repository.list.ts'
import { findOperation, listJoins, type OperationRow } from './repository.ts'

/** One operation, with everything that its receipt shows. */
export const getOperation = verb({
  name: 'get_operation',
  permission: 'operations.read',
  kind: 'read',
  input: z.object({ id: z.string().min(1).max(64).transform(storableText) }),
  run: async (ctx, { id }) => {
    const row = await findOperation(ctx.db, id)
    return row ? ok(await detailOf(ctx, row)) : err({ code: 'not_found' as const })
  },
})

/** Everything about one vendor RequestId. */
export const getRequest = verb({
  name: 'get_request',
  permission: 'operations.read',
  kind: 'read',
  input: z.object({ requestId: z.string().min(1).max(128).transform(storableText) }),
  run: async (ctx, { requestId }) => {
    const rows = await findOperationsByRequestId(ctx.db, requestId)
    if (rows.length === 0) return err({ code: 'not_found' as const })
    return ok({ requestId, operations: await Promise.all(rows.map((row) => detailOf(ctx, row))) })
  },
})

/** The key's id finds the call in the account's ActionTrail: for those who may read the audit, where it stands too. */
async function detailOf({ db, actor }: VerbContext, row: OperationRow): Promise<OperationDetail> {
  const showsKey = actor.kind !== 'user' || can(actor.role, 'audit.read')
  const [joins, events] = await Promise.all([listJoins(db, [row.id]), listEventsOfOperation(db, row.id)])
  return toDetail(row, joins, events, { showsKey })
}
