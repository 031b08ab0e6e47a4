import 'server-only'
import { z } from 'zod'
import { listEventsOfOperation } from '#lib/audit/server/of-operation.ts'
import { err, ok } from '#lib/core/result.ts'
import type { Database } from '#lib/db/server/database.ts'
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
  input: z.object({ id: z.string().min(1).max(64) }),
  run: async (ctx, { id }) => {
    const row = await findOperation(ctx.db, id)
    return row ? ok(await detailOf(ctx.db, row)) : err({ code: 'not_found' as const })
  },
})

/** Everything about one vendor RequestId. */
export const getRequest = verb({
  name: 'get_request',
  permission: 'operations.read',
  kind: 'read',
  input: z.object({ requestId: z.string().min(1).max(128) }),
  run: async (ctx, { requestId }) => {
    const rows = await findOperationsByRequestId(ctx.db, requestId)
    if (rows.length === 0) return err({ code: 'not_found' as const })
    return ok({ requestId, operations: await Promise.all(rows.map((row) => detailOf(ctx.db, row))) })
  },
})

async function detailOf(db: Database, row: OperationRow): Promise<OperationDetail> {
  const [joins, events] = await Promise.all([listJoins(db, [row.id]), listEventsOfOperation(db, row.id)])
  return toDetail(row, joins, events)
}
