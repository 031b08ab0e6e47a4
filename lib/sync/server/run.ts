import 'server-only'
import { z } from 'zod'
import { recordEvent } from '#lib/audit/server/record.ts'
import { actorLabel } from '#lib/auth/actor.ts'
import { ok } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { writeFact } from '#lib/facts/server/facts.ts'
import { verb } from '#lib/service/server/verb.ts'

/** Read again now: asks the worker for a pass, and for one more try of a vendor that was silent. */
export const runSync = verb<Record<string, never>, { requestedAt: string }>({
  name: 'run_sync',
  permission: 'sync.run',
  kind: 'write',
  input: z.strictObject({}),
  run: async (ctx) => {
    const at = ctx.clock.now()
    await transaction(ctx.db, async (trx) => {
      await writeFact(trx, 'sync_request', { at, by: actorLabel(ctx.actor) }, at)
      await recordEvent(trx, ctx, { action: 'run_sync', outcome: 'requested' })
    })
    return ok({ requestedAt: new Date(at).toISOString() })
  },
})
