import 'server-only'
import type { Database } from '#lib/db/server/database.ts'
import { readFact, type Facts } from '#lib/facts/server/facts.ts'
import { findLastPass } from './repository.ts'

/** What somebody asked to be read and no attempt has followed: no pass, and none that the vendor let not even begin. */
export async function findOpenRequest(db: Database): Promise<Facts['sync_request'] | null> {
  const request = await readFact(db, 'sync_request')
  const last = await findLastPass(db)
  const unreachable = await readFact(db, 'vendor_unreachable')
  const triedAt = Math.max(last?.started_at ?? 0, unreachable?.triedAt ?? 0)
  return request !== null && request.at > triedAt ? request : null
}
