import 'server-only'
import { CLOCKS_APART_MS, type Clock } from '#lib/core/clock.ts'
import type { Database } from '#lib/db/server/database.ts'
import { dropLease, renewLease, takeLease } from './repository.ts'

/** How long after its holder's last sign of life a lease is free. Long beside a stall of the event loop. */
export const LEASE_MS = 30_000
const RENEW_EVERY_MS = 10_000

export type LeaseParts = { db: Database; clock: Clock; owner: string }

/**
 * Runs `run` while this process alone holds the lease `name`; null when somebody else holds it. The signal given to
 * `run` is aborted when `signal` is, or when the lease could not be renewed: whatever it does must be harmless when
 * another process does it too, for a frozen process learns of its loss late.
 */
export async function underLease<Value>(
  { db, clock, owner }: LeaseParts,
  { name, signal }: { name: string; signal: AbortSignal },
  run: (signal: AbortSignal) => Promise<Value>,
): Promise<Value | null> {
  const now = clock.now()
  const until = now + LEASE_MS
  const lease = await takeLease(db, { name, owner, now, until, longest: until + CLOCKS_APART_MS })
  if (lease === null) return null
  const lost = new AbortController()
  const renewal = setInterval(() => {
    renewLease(db, lease, clock.now() + LEASE_MS).then(
      (isOurs) => {
        if (!isOurs) lost.abort()
      },
      () => lost.abort(),
    )
  }, RENEW_EVERY_MS)
  try {
    return await run(AbortSignal.any([signal, lost.signal]))
  } finally {
    clearInterval(renewal)
    // When the store is gone the lease runs out by itself.
    await dropLease(db, lease).catch(() => undefined)
  }
}
