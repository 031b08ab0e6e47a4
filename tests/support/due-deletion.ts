import { previewDeletion } from '#lib/certificates/server/preview.ts'
import { scheduleDeletion } from '#lib/certificates/server/schedule-deletion.ts'
import type { Actor } from '#lib/auth/actor.ts'
import type { TestStore } from './engines.ts'
import { signedContext } from './signed-context.ts'

const MINUTE_MS = 60_000

/** The end of a certificate whose deletion is due by now, and could still be scheduled a quarter of an hour ago. */
export function endOfDue(): number {
  return Date.now() - 10 * MINUTE_MS
}

/**
 * Schedules the deletion of a revoked certificate that ended at `endOfDue()`, by a clock of that time: as far back as
 * the vendor takes a signature for.
 */
export async function scheduleDue(
  store: TestStore,
  host: string,
  { actor, identifier, operationId }: { actor: Actor; identifier: string; operationId: string },
): Promise<void> {
  const ctx = signedContext({
    db: store.db,
    dataDir: store.options.dataDir,
    host,
    actor,
    clock: { now: () => Date.now() - 14 * MINUTE_MS },
    ratePerSecond: 100,
  })
  const preview = await previewDeletion(ctx, { identifier })
  if (!preview.ok) throw new Error(preview.error.code)
  const { shown } = preview.value
  const done = await scheduleDeletion(ctx, { operationId, identifier, shown, reason: 'no_longer_needed' })
  if (!done.ok) throw new Error(done.error.code)
  await ctx.cloud.close()
}
