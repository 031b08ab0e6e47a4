import 'server-only'
import { systemClock } from '#lib/core/clock.ts'
import { writeStandingOf, type Database } from '#lib/db/server/database.ts'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import type { WriteFailure } from '#lib/db/server/write-standing.ts'
import { writeFact } from './facts.ts'

/** What a write has shown is believed for so long; then a page that asks makes one more. */
const BELIEVED_MS = 10_000

/**
 * Why nothing can be recorded now; null while the store takes writes. Any write of this process tells it. A console
 * in which somebody only reads writes hardly anything, and would learn it from the first revocation.
 */
export async function storeRefusal(db: Database): Promise<WriteFailure | null> {
  const standing = writeStandingOf(db)
  const askedAt = performance.now()
  if (standing.shownAt === null || askedAt - standing.shownAt >= BELIEVED_MS) {
    // Whoever asks meanwhile does not try as well.
    standing.shownAt = askedAt
    const seenAt = systemClock.now()
    await writeFact(db, 'console', { seenAt }, seenAt).catch((cause: unknown) => {
      if (storeFailureOf(cause) === null) throw cause
    })
  }
  return standing.failure
}
