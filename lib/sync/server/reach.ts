import 'server-only'
import type { ReadFailure } from '#lib/cloud/server/port.ts'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import { clearFact, readFact, writeFact } from '#lib/facts/server/facts.ts'
import type { VerbContext } from '#lib/service/server/context.ts'

// What a read of somebody at a page shows of the vendor: it may be minutes until the worker asks by itself.

type ReachContext = Pick<VerbContext, 'db' | 'clock' | 'log'>

/** The vendor did not answer: every page is to know it now, and the worker is to look at once. */
export async function noteSilence(ctx: ReachContext, { message, code, requestId }: ReadFailure): Promise<void> {
  await noting(ctx, async () => {
    if ((await readFact(ctx.db, 'vendor_unreachable')) !== null) return
    const now = ctx.clock.now()
    const silence = { kind: 'unreachable', message, code: code ?? null, requestId: requestId ?? null }
    await writeFact(
      ctx.db,
      'vendor_unreachable',
      { since: now, triedAt: 0, nextTryAt: now, failures: 0, ...silence },
      now,
    )
  })
}

/** It does answer. That it refuses the list, or our clock, is not taken back by that. */
export async function noteAnswer(ctx: ReachContext): Promise<void> {
  await noting(ctx, async () => {
    const fact = await readFact(ctx.db, 'vendor_unreachable')
    if (fact?.kind === 'unreachable') await clearFact(ctx.db, 'vendor_unreachable')
  })
}

/** A fact may be missing: no answer waits for a store that takes nothing. */
async function noting({ log }: ReachContext, run: () => Promise<void>): Promise<void> {
  await run().catch((cause: unknown) => {
    log('warn', 'whether the vendor answers could not be noted', { failure: storeFailureOf(cause) })
  })
}
