import 'server-only'
import { recordEvent } from '#lib/audit/server/record.ts'
import { listUnseen } from '#lib/certificates/server/mirror.ts'
import type { ReadFailure } from '#lib/cloud/server/port.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { clearFact, writeFact, type Facts } from '#lib/facts/server/facts.ts'
import type { SyncContext } from './context.ts'
import { closeQuestions, findPass } from './repository.ts'
import { buryVerified } from './verify.ts'

const BATCH = 100

export type OrderOutcome = { kind: 'carried_out' } | { kind: 'stopped' } | { kind: 'failed'; failure: ReadFailure }

/**
 * Carries out an admin's order to bury what a pass did not see. Each is verified all the same: the order lifts the
 * limit on how many may vanish, not the need of a NotFound. Resumable: what is buried no longer counts as unseen.
 * The set can only have shrunk since the admin saw its number.
 */
export async function carryOutBurial(ctx: SyncContext, order: Facts['bury_order']): Promise<OrderOutcome> {
  const pass = await findPass(ctx.db, order.passId)
  let buried = 0
  let there = 0
  let unread = 0
  let after: string | null = null
  while (pass !== null) {
    const unseen = { passId: pass.id, startedAt: pass.started_at, keptSincePass: null }
    const targets = await listUnseen(ctx.db, { ...unseen, after, limit: BATCH })
    if (targets.length === 0) break
    const burial = await buryVerified(ctx, targets, order.by)
    buried += burial.buried
    there += burial.there
    unread += burial.unread
    if (burial.unreadable !== null) return { kind: 'failed', failure: burial.unreadable }
    if (ctx.signal.aborted) return { kind: 'stopped' }
    after = targets.at(-1)?.identifier ?? null
  }
  const at = ctx.clock.now()
  await transaction(ctx.db, async (trx) => {
    await clearFact(trx, 'bury_order')
    await clearFact(trx, 'missing_kept')
    await closeQuestions(trx)
    await writeFact(trx, 'sync_request', { at, by: order.by }, at)
    const details = { passId: order.passId, buried, stillThere: there, couldNotBeRead: unread, orderedBy: order.by }
    await recordEvent(trx, ctx, { action: 'bury_missing', outcome: 'done', details })
  })
  return { kind: 'carried_out' }
}
