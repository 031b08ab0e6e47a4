import 'server-only'
import type { Trx } from '#lib/db/server/database.ts'
import { findTarget } from './repository.ts'
import type { Target } from './repository.lifecycle.ts'

/** How the audit names a certificate that the mirror holds, tombstones included; null when it holds none. */
export async function knownTarget(trx: Trx, identifier: string): Promise<Target | null> {
  return findTarget(trx, identifier)
}
