import 'server-only'
import type { CloudAuthority } from '#lib/cloud/server/port.ts'
import type { Trx } from '#lib/db/server/database.ts'
import { upsertAuthority } from './repository.ts'

/** Writes CAs as a pass read them. `isDetailed`: by DescribeCACertificate, which alone knows CRL and counts. */
export async function recordAuthorities(
  trx: Trx,
  read: readonly { authority: CloudAuthority; isDetailed: boolean; at: number }[],
): Promise<void> {
  for (const { authority, isDetailed, at } of read) await upsertAuthority(trx, authority, { at, isDetailed })
}
