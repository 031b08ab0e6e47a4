import 'server-only'
import { ok, type Result } from '#lib/core/result.ts'
import type { Database } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { verb } from '#lib/service/server/verb.ts'
import { z } from 'zod'
import type { AuditVerification } from '../entry.ts'
import { missedBy, type CheckpointMemory } from './checkpoint-memory.ts'
import { checkStretch, GENESIS } from './check-stretch.ts'
import { recordEvent } from './record.ts'
import { readLastCheckpoint } from './repository.checkpoints.ts'
import { readHead } from './repository.read.ts'

/**
 * Recomputes the chain as it is stored, and checks the signed checkpoints on the way. What it finds becomes an audit
 * record of its own. A chain that was rewritten as a whole, checkpoints and all, holds together: against that helps only
 * what has left this store (what this machine remembers to have signed, exports, shipped checkpoints).
 */
export const verifyAudit = verb({
  name: 'verify_audit',
  permission: 'audit.verify',
  kind: 'read',
  input: z.strictObject({}),
  run: async (ctx): Promise<Result<AuditVerification, never>> => {
    const verification = await verifyChain(ctx.db, ctx.auditSeal.memory)
    const { count, checkpoints, firstBad } = verification
    const details = { count, checkpoints: checkpoints.count, firstBad }
    await transaction(ctx.db, (trx) => recordEvent(trx, ctx, { action: 'verify_audit', outcome: 'done', details }))
    return ok(verification)
  },
})

/** Walks the whole chain up to the head as it is now. `memory`: what this machine knows to have been signed. */
export async function verifyChain(db: Database, memory?: Pick<CheckpointMemory, 'read'>): Promise<AuditVerification> {
  // Before the head, which only moves forward: a checkpoint ahead of it then means that records are gone.
  const newest = await readLastCheckpoint(db)
  const head = await readHead(db)
  const { reached, checkpoints, firstBad } = await checkStretch(db, GENESIS, head)
  const isCut = newest !== null && newest.sequence > head.sequence
  const missed = memory === undefined ? null : await missedBy(db, await memory.read())
  return {
    count: reached.sequence,
    head,
    checkpoints: { count: checkpoints.count, last: placeOf(checkpoints.last) },
    firstBad: firstBad ?? (isCut ? { sequence: head.sequence + 1, problem: 'missing' } : missed),
  }
}

function placeOf(checkpoint: { sequence: number; at: number } | null): AuditVerification['checkpoints']['last'] {
  return checkpoint && { sequence: checkpoint.sequence, at: new Date(checkpoint.at).toISOString() }
}
