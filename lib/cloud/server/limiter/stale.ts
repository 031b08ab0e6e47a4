import 'server-only'
import type { Clock } from '#lib/core/clock.ts'
import type { Database } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { leaseMs, occupancyMs } from './occupancy.ts'
import { restampBlock, restampSlots, storeNow } from './repository.ts'
import { blockHorizon, slotHorizon } from './slots.ts'

/**
 * After the clock was set back: stamps further ahead than the longest lease would stop every call until time has
 * caught up. Nobody knows when their calls were made, so they count as made now. In a transaction of its own.
 */
export async function bringBack(db: Database, operation: string, clock: Clock): Promise<void> {
  await transaction(db, async (trx) => {
    const now = await storeNow(trx, clock.now())
    const freeAt = now + occupancyMs
    await restampSlots(trx, operation, { beyond: slotHorizon(now), freeAt, leaseUntil: now + leaseMs })
    await restampBlock(trx, operation, { beyond: blockHorizon(now), at: now, until: freeAt })
  })
}
