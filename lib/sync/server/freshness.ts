import 'server-only'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import type { Database } from '#lib/db/server/database.ts'
import { findLastFullPass } from './repository.ts'

/** When the list was last read to its end, less the time that the pass paused, and whether that was shown to be all. */
export async function readFreshness(db: Database): Promise<{ asOf: string | null; complete: boolean }> {
  const pass = await findLastFullPass(db)
  return { asOf: rfc3339(pass?.ended_at ?? null), complete: pass?.complete === 1 }
}
