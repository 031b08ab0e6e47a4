import 'server-only'
import { applyToMirror } from '#lib/certificates/server/mirror.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { listUnconfirmed, recordVendorStatus, type OperationRow } from './repository.ts'
import { readSnapshot } from './snapshot.ts'

/** DescribeClientCertificateStatus rows carry the serial number, not the Identifier: they are matched by it. */
async function readStatus(ctx: VerbContext, row: OperationRow) {
  const read = await ctx.cloud.getStatuses([row.identifier])
  if (!read.ok) return null
  const { serialNumber } = readSnapshot(row.snapshot)
  const status = read.value.value.find((candidate) => candidate.serialNumber === serialNumber)
  return status ? { ...status, readAt: read.value.readAt } : null
}

/** Since when the vendor reports the certificate revoked; null when it does not say, or cannot be asked. */
export async function revokeTimeOf(ctx: VerbContext, row: OperationRow): Promise<number | null> {
  const status = await readStatus(ctx, row)
  return status?.status === 'revoked' ? status.revokeTime : null
}

/** A revocation that the vendor's status does not show within a day is not asked about any more. */
const ASK_FOR_MS = 24 * 60 * 60_000

/**
 * After acceptance: asks the vendor's own status of each revocation of which it has not been read yet. Only
 * `revoked` counts; anything else is asked again at the next turn. Returns how many were confirmed.
 */
export async function readBackAccepted(ctx: VerbContext): Promise<number> {
  let confirmed = 0
  for (const row of await listUnconfirmed(ctx.db, ctx.clock.now() - ASK_FOR_MS, 20)) {
    const status = await readStatus(ctx, row)
    if (status?.status !== 'revoked') continue
    const { revokeTime, readAt } = status
    await transaction(ctx.db, async (trx) => {
      await recordVendorStatus(trx, { id: row.id, revokeTime, readAt })
      await applyToMirror(trx, { kind: 'revoke', identifier: row.identifier, at: readAt, revokeTime })
    })
    confirmed += 1
  }
  return confirmed
}
