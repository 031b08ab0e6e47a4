import 'server-only'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database } from '#lib/db/server/database.ts'
import { readChain, type AuditRow } from './repository.read.ts'

/** About 3 ms of SQLite's time, which nothing else of this process gets meanwhile. */
const BATCH = 500

/** The chain behind `after` up to `last`, in batches, letting others in between. */
export async function* walkChain(
  db: Database,
  { after, last }: { after: number; last: number },
): AsyncGenerator<AuditRow[]> {
  let place = after
  for (;;) {
    const rows = await readChain(db, { after: place, last, limit: BATCH })
    const end = rows.at(-1)
    if (end === undefined) return
    yield rows
    place = end.sequence
    // Awaited SQLite work is microtasks only: without this no request would be answered before the end.
    await nextTurn()
  }
}
