import 'server-only'
import { z } from 'zod'
import { listAlarms } from '#lib/alarms/server/list.ts'
import { nextToExpire } from '#lib/certificates/server/expiring.ts'
import { ok, type Result } from '#lib/core/result.ts'
import { listOperations } from '#lib/operations/server/list.ts'
import { waitingForPerson } from '#lib/operations/state.ts'
import { verb } from '#lib/service/server/verb.ts'
import { readSyncStatus } from '#lib/sync/server/status.ts'
import type { Overview } from '../schema.ts'
import { readCounts } from './counts.ts'

const EXPIRING_SHOWN = 8
const OPERATIONS_SHOWN = 8
const ALARMS_SHOWN = 5

/** The overview. Of operations and alarms it has no data of its own: it asks their lists, with the actor's own permissions. */
export const getOverview = verb({
  name: 'get_overview',
  permission: 'inventory.read',
  kind: 'read',
  input: z.object({}),
  run: async (ctx) => {
    const [counts, expiring, open, recent, alarms, sync] = await Promise.all([
      readCounts(ctx),
      nextToExpire(ctx.db, ctx.clock.now(), EXPIRING_SHOWN),
      listOperations(ctx, { state: [...waitingForPerson], sort: 'urgency', limit: OPERATIONS_SHOWN }),
      listOperations(ctx, { limit: OPERATIONS_SHOWN }),
      listAlarms(ctx, { limit: ALARMS_SHOWN }),
      readSyncStatus(ctx.db),
    ])
    const { items, total, totalIsLowerBound } = answered(open)
    return ok<Overview>({
      counts,
      sync,
      expiring,
      needsHuman: { items, total, totalIsLowerBound },
      alarms: answered(alarms),
      recent: answered(recent).items,
    })
  },
})

/** The inputs are ours and every role that sees the overview may read both lists: a refusal is a bug. */
function answered<Value>(result: Result<Value, { code: string }>): Value {
  if (!result.ok) throw new Error(`the overview was refused its own list: ${result.error.code}`)
  return result.value
}
