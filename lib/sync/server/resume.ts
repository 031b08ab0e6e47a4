import 'server-only'
import { transaction } from '#lib/db/server/transaction.ts'
import { readFact } from '#lib/facts/server/facts.ts'
import type { SyncContext } from './context.ts'
import { findLastPass, insertPass, reopenPass } from './repository.ts'
import type { WalkedPass } from './walk.ts'

/** A pass that began longer ago than this is begun anew: it would show what existed then, and be called of now. */
const GOOD_FOR_MS = 3_600_000

/**
 * The pass that a restart or a silent vendor has ended, where its walk stood; else a new one. Page and place are written
 * in one transaction, so nothing is skipped. Whoever calls this holds the lease: what is called running is nobody's.
 */
export async function resumeOrBegin(ctx: SyncContext): Promise<WalkedPass> {
  const now = ctx.clock.now()
  const last = await findLastPass(ctx.db)
  const walk = await readFact(ctx.db, 'sync_walk')
  const isOpen = last !== null && (last.state === 'running' || last.state === 'failed')
  const isFresh = last !== null && now >= last.started_at && now - last.started_at < GOOD_FOR_MS
  if (isOpen && isFresh && walk?.passId === last.id) {
    await transaction(ctx.db, (trx) => reopenPass(trx, last.id))
    return { id: last.id, startedAt: last.started_at, left: walk.state }
  }
  const id = await transaction(ctx.db, (trx) => insertPass(trx, now))
  return { id, startedAt: now, left: null }
}
