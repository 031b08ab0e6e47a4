import 'server-only'
import { err, ok } from '#lib/core/result.ts'
import type { Trx } from '#lib/db/server/database.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { Intent } from './intent.ts'
import { receiptOf } from './join.ts'
import { endUnsent } from './end-unsent.ts'
import { findForerunners, type OperationRow } from './repository.ts'
import { startScheduled } from './repository.scheduled.ts'

/**
 * The intent of a scheduled operation whose time has come: the row is there, and moves on. What speaks against it ends
 * it; what merely stands in its way (another operation, no free call) leaves it scheduled.
 */
export function dueIntent(ctx: VerbContext, scheduled: OperationRow): Intent {
  return {
    findKnown: async (trx) => {
      const { same, open } = await forerunnersOf(trx, scheduled)
      if (same === undefined) throw new Error('a scheduled operation has vanished')
      // Cancelled meanwhile, or another worker has it.
      if (same.state !== 'scheduled') return ok(receiptOf(same, { joined: false }))
      return open === undefined ? null : err({ code: 'operation_open', operationId: open.id, kind: open.kind })
    },
    open: (trx, row) => startScheduled(trx, scheduled.id, row),
    deny: async (trx, denial) => {
      if (denial.code !== 'operation_open') await endUnsent(trx, ctx, scheduled, denial.code)
      return err(denial)
    },
    giveUp: async (_trx, _row, cause) => receiptOf({ ...scheduled, cause }, { joined: false }),
    unprepared: async () => undefined,
  }
}

function forerunnersOf(trx: Trx, { id, kind, identifier }: OperationRow) {
  return findForerunners(trx, { operationId: id, kind, identifier })
}
