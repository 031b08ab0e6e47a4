import 'server-only'
import type { Database } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { clearFact, readFact, writeFact } from '#lib/facts/server/facts.ts'
import type { Log } from '#lib/log/server/log.ts'
import type { AuditVerification } from '../entry.ts'
import { missedBy, type AuditSeal } from './checkpoint-memory.ts'
import { checkStretch, GENESIS, isCheckpointOf, type ChainPlace } from './check-stretch.ts'
import { signCheckpoint, type Checkpoint } from './checkpoint.ts'
import { keysOfLog, nameKey } from './key-of-log.ts'
import { recordEvent, type RecordContext } from './record.ts'
import { insertCheckpoint, readLastCheckpoint } from './repository.checkpoints.ts'
import { findRow, readHead } from './repository.read.ts'

/** Between two checkpoints, unless so many records have come meanwhile. */
const EVERY_MS = 60_000
export const EVERY_RECORDS = 1_000
/** After a chain that did not hold was not signed. */
const AGAIN_AFTER_MS = 60_000

type SignerContext = RecordContext & { readonly db: Database; readonly log: Log }
type Finding = NonNullable<AuditVerification['firstBad']>

export type CheckpointSigner = {
  /**
   * Signs the head of the chain when that is due; with `atOnce` whenever it has moved. What was added since the last
   * checkpoint is verified before, and what does not hold is not signed but told: in the audit, in the log, and to the
   * settings. Throws what the store throws. One process at a time calls it; two would do no harm.
   */
  readonly sign: (ctx: SignerContext, options?: { atOnce?: boolean }) => Promise<'signed' | 'not_due' | 'refused'>
}

export function createCheckpointSigner({ key, memory }: AuditSeal): CheckpointSigner {
  // What was signed last must still be there: whoever rewrites the chain has to take it away.
  let remembered: Checkpoint | null = null
  let signedAt: number | null = null
  let refusedAt: number | null = null
  let isReady = false

  function isDue(now: number, last: Checkpoint | null, head: ChainPlace): boolean {
    const moved = head.sequence - (last?.sequence ?? 0)
    const since = signedAt ?? last?.at ?? Number.NEGATIVE_INFINITY
    // The clock may have been set back.
    return moved >= EVERY_RECORDS || (moved > 0 && Math.abs(now - since) >= EVERY_MS)
  }

  async function sign(ctx: SignerContext, { atOnce = false } = {}): Promise<'signed' | 'not_due' | 'refused'> {
    const now = ctx.clock.now()
    if (refusedAt !== null && Math.abs(now - refusedAt) < AGAIN_AFTER_MS) return 'refused'
    if (!isReady) {
      remembered = await memory.read()
      await nameKey(ctx.db, ctx, key)
      isReady = true
    }
    const last = await readLastCheckpoint(ctx.db)
    const head = await readHead(ctx.db)
    const hasMoved = head.sequence !== (last?.sequence ?? 0)
    const gone = await missingOf(ctx.db, { remembered, last, head })
    if (gone === null && !(hasMoved && (atOnce || isDue(now, last, head)))) return 'not_due'
    const since = gone === null ? await checkSince(ctx.db, last, head) : { firstBad: gone, latestAt: null }
    if (since.firstBad !== null) {
      refusedAt = now
      await tell(ctx, since.firstBad)
      return 'refused'
    }
    // Never earlier than what it covers, whichever machine's clock that was: so it cannot lie before an export of it.
    const at = Math.max(now, last?.at ?? 0, since.latestAt ?? 0)
    const checkpoint = signCheckpoint(key, { ...head, at })
    if (!(await store(ctx.db, checkpoint))) return 'not_due'
    remembered = checkpoint
    signedAt = now
    refusedAt = null
    await clearFact(ctx.db, 'checkpoint_refused')
    await memory.write(checkpoint)
    return 'signed'
  }

  return { sign }
}

/** What the store says less than it has said, or otherwise. */
async function missingOf(
  db: Database,
  { remembered, last, head }: { remembered: Checkpoint | null; last: Checkpoint | null; head: ChainPlace },
): Promise<Finding | null> {
  if (last !== null && last.sequence > head.sequence) return { sequence: head.sequence + 1, problem: 'missing' }
  if (last !== null && last.sequence === head.sequence && last.hash !== head.hash) {
    return { sequence: last.sequence, problem: 'checkpoint' }
  }
  // Nearly always it is the last one, which needs no second look.
  return remembered?.signature === last?.signature ? null : missedBy(db, remembered)
}

/** The stretch behind the last checkpoint, and that checkpoint itself. */
async function checkSince(
  db: Database,
  last: Checkpoint | null,
  head: ChainPlace,
): Promise<{ firstBad: Finding | null; latestAt: number | null }> {
  if (last !== null) {
    const { sequence } = last
    const row = await findRow(db, sequence)
    if (row === undefined) return { firstBad: { sequence, problem: 'missing' }, latestAt: null }
    const isTrue = isCheckpointOf(last, row, await keysOfLog(db))
    if (!isTrue) return { firstBad: { sequence, problem: 'checkpoint' }, latestAt: null }
  }
  return checkStretch(db, last ?? GENESIS, head)
}

/** False when another process has signed as much meanwhile. */
async function store(db: Database, checkpoint: Checkpoint): Promise<boolean> {
  return transaction(db, async (trx) => {
    const newest = await readLastCheckpoint(trx)
    if (newest !== null && newest.sequence >= checkpoint.sequence) return false
    await insertCheckpoint(trx, checkpoint)
    return true
  })
}

/** Once for each finding, also over restarts: a record a minute about the same would bury the others. */
async function tell(ctx: SignerContext, { sequence, problem }: Finding): Promise<void> {
  ctx.log('error', 'the audit does not hold together: no checkpoint is signed', { sequence, problem })
  const told = await readFact(ctx.db, 'checkpoint_refused')
  if (told?.sequence === sequence && told.problem === problem) return
  await transaction(ctx.db, async (trx) => {
    const at = ctx.clock.now()
    await writeFact(trx, 'checkpoint_refused', { sequence, problem, at }, at)
    const details = { firstBad: { sequence, problem } }
    await recordEvent(trx, ctx, { action: 'sign_checkpoint', outcome: 'needs_human', details })
  })
}
