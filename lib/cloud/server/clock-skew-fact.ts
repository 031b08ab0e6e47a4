import 'server-only'
import type { Clock } from '#lib/core/clock.ts'
import type { Database } from '#lib/db/server/database.ts'
import { clearFact, readFact, writeFact } from '#lib/facts/server/facts.ts'

/** A clock that is off by more than three minutes. `machine` null: that of the process which reads this. */
export type ClockSkew = { skewMs: number; machine: string | null }

/**
 * Leaves the skew of this machine's clock for the pages, or takes it away. What another machine has left stays: its
 * clock is its own.
 */
export async function leaveClockSkew(
  { db, clock, machine }: { db: Database; clock: Clock; machine: string },
  skewMs: number | null,
): Promise<void> {
  if (skewMs !== null) {
    await writeFact(db, 'clock_skew', { skewMs, machine }, clock.now())
    return
  }
  const left = await readFact(db, 'clock_skew')
  if (left?.machine === machine) await clearFact(db, 'clock_skew')
}

export async function readClockSkew(db: Database, machine: string): Promise<ClockSkew | null> {
  const left = await readFact(db, 'clock_skew')
  return left && { skewMs: left.skewMs, machine: left.machine === machine ? null : left.machine }
}
