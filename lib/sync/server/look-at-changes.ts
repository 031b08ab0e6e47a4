import 'server-only'
import { findStale } from '#lib/certificates/server/mirror.ts'
import { readFact, writeFact } from '#lib/facts/server/facts.ts'
import type { SyncContext } from './context.ts'
import { verifyOne } from './verify.ts'

/** Zones are up to 14 hours apart, and which one AfterDate is in is not documented. */
const LOOKED_BACK_MS = 86_400_000
const ROWS_A_CALL = 100
/** A filter that means something else than we think gives the whole list: a pass is what reads that. */
const MOST_CALLS = 20
const MOST_READ = 100

/**
 * Asks ListCert what has changed lately and reads live what is not so in the mirror. What it names is a hint to look,
 * what it does not name is evidence of nothing: what AfterDate means is not confirmed. Its failure is no failure of
 * the loop, since the passes read everything all the same.
 */
export async function lookAtChanges(ctx: SyncContext): Promise<void> {
  const at = ctx.clock.now()
  const before = await readFact(ctx.db, 'changes_looked_at')
  const modifiedSince = Math.min(at, before?.at ?? at) - LOOKED_BACK_MS
  await writeFact(ctx.db, 'changes_looked_at', { at }, at)
  const isStopping = () => ctx.signal.aborted
  const tokens = new Set<string>()
  let next: string | null = null
  let read = 0
  for (let call = 0; call < MOST_CALLS && !isStopping(); call += 1) {
    const answer = await ctx.cloud.listSummaries({ modifiedSince, size: ROWS_A_CALL, ...(next !== null && { next }) })
    if (!answer.ok) {
      const { kind, code, requestId } = answer.error
      ctx.log('info', 'what changed lately could not be asked for', { kind, code, requestId })
      return
    }
    for (const identifier of await findStale(ctx.db, answer.value.items)) {
      if (isStopping() || read === MOST_READ) return
      read += 1
      // A certificate that is gone again is left to the pass, which buries by its own rules.
      if ((await verifyOne(ctx, identifier)).kind === 'unreadable') return
    }
    next = answer.value.next
    if (next === null || tokens.has(next)) return
    tokens.add(next)
  }
}
