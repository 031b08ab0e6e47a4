import 'server-only'
import { recordAuthorities } from '#lib/authorities/server/record.ts'
import type { CloudAuthority, CloudReading, ReadFailure } from '#lib/cloud/server/port.ts'
import type { Result } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { SyncContext } from './context.ts'

type Detailed = Result<CloudReading<CloudAuthority>, ReadFailure> | null
type Read = { authority: CloudAuthority; isDetailed: boolean; at: number }

/**
 * Reads the CAs and, one by one, what only DescribeCACertificate says of them. Null when all went well. Credentials
 * that may not read CAs leave the certificates' list readable, so only the caller decides what a failure means.
 */
export async function readAuthorities(ctx: SyncContext): Promise<ReadFailure | null> {
  const listed = await ctx.cloud.listAuthorities()
  if (!listed.ok) return listed.error
  const read: Read[] = []
  let failure: ReadFailure | null = null
  for (const authority of listed.value.value) {
    const at = listed.value.readAt
    if (ctx.signal.aborted) break
    const detailed: Detailed = failure === null ? await ctx.cloud.getAuthority(authority.identifier) : null
    if (detailed?.ok === true) {
      // The list alone is sure to name the parent.
      const parentIdentifier = detailed.value.value.parentIdentifier ?? authority.parentIdentifier
      read.push({
        authority: { ...detailed.value.value, parentIdentifier },
        isDetailed: true,
        at: detailed.value.readAt,
      })
    } else {
      read.push({ authority, isDetailed: false, at })
      if (detailed?.ok === false) failure = detailed.error
    }
  }
  await transaction(ctx.db, (trx) => recordAuthorities(trx, read))
  return failure
}
