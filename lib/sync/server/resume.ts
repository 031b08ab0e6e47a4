import 'server-only'
import { randomUUID } from 'node:crypto'
import type { Trx } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { readFact, writeFact } from '#lib/facts/server/facts.ts'
import type { SyncContext } from './context.ts'
import { findLastPass, insertPass, lockPass, reopenPass } from './repository.ts'
import type { WalkState } from './walk-state.ts'

/** A pass that paused for longer is begun anew: what it shows would be older than a pass may be. */
const LONGEST_PAUSE_MS = 600_000

export type WalkedPass = {
  readonly id: number
  readonly startedAt: number
  /** Whose it is now; another process that takes it up draws another. */
  readonly holder: string
  /** Where another process left it; null: from the first page on. */
  readonly left: WalkState | null
}

/**
 * The pass that a restart or a silent vendor has ended, where its walk stood; else a new one. Page and place are written
 * in one transaction, so nothing is skipped. Whoever calls this holds the lease; who held it before may be frozen and
 * wake up later.
 */
export async function resumeOrBegin(ctx: SyncContext): Promise<WalkedPass> {
  const now = ctx.clock.now()
  const holder = randomUUID()
  return transaction(ctx.db, async (trx) => {
    const left = await resume(trx, holder, now)
    return left ?? { id: await insertPass(trx, now), startedAt: now, holder, left: null }
  })
}

async function resume(trx: Trx, holder: string, now: number): Promise<WalkedPass | null> {
  const last = await findLastPass(trx)
  if (last === null || !(await lockPass(trx, last.id, ['running', 'failed']))) return null
  const walk = await readFact(trx, 'sync_walk')
  if (walk?.passId !== last.id || now < walk.at) return null
  const state = { ...walk.state, pausedMs: walk.state.pausedMs + now - walk.at }
  if (state.pausedMs > LONGEST_PAUSE_MS) return null
  await reopenPass(trx, last.id)
  await writeFact(trx, 'sync_walk', { passId: last.id, holder, at: now, state }, now)
  return { id: last.id, startedAt: last.started_at, holder, left: state }
}

/**
 * Whether the pass is under way and still this process's. Until the transaction ends nobody can take it up: that wants
 * the same lock.
 */
export async function isHeld(trx: Trx, { id, holder }: Pick<WalkedPass, 'id' | 'holder'>): Promise<boolean> {
  if (!(await lockPass(trx, id, ['running']))) return false
  const walk = await readFact(trx, 'sync_walk')
  // Before its first page nobody takes a pass up.
  return walk?.passId !== id || walk.holder === holder
}
