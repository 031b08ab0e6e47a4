import 'server-only'
import { err, ok, type Result } from '#lib/core/result.ts'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { LiveReadingFailure } from '../schema.ts'
import { liveFailureOf, readLive } from './live-read.ts'
import { recordReading } from './mirror.ts'
import { findCertificate } from './repository.ts'
import type { CertificateRow } from './repository.rows.ts'

/** How old the reading that a write relies on may be. */
export const READING_VALID_MS = 30_000

/**
 * The certificate as the vendor has it now: the mirror's row when it was read live no longer ago than `maxAgeMs`,
 * else DescribeClientCertificate, written down. Fails when the vendor cannot be asked or does not know it, and when the
 * answer cannot be kept: nothing can be confirmed upon it then.
 */
export async function freshReading(
  ctx: VerbContext,
  identifier: string,
  maxAgeMs: number,
): Promise<Result<CertificateRow, LiveReadingFailure>> {
  const held = await findCertificate(ctx.db, identifier)
  if (held && held.deleted_at !== null) return err({ kind: 'deleted', code: null, requestId: null })
  if (held && isFresh(held, ctx.clock.now(), maxAgeMs)) return ok(held)
  const read = await readLive(ctx, identifier)
  if (!read.ok) return err(liveFailureOf(read.error))
  const unwritten = await writeDown(ctx, read.value)
  if (unwritten !== null) return err(unwritten)
  const row = await findCertificate(ctx.db, identifier)
  return row ? ok(row) : err({ kind: 'absent', code: null, requestId: read.value.requestId })
}

/** Null when it is kept; a store that takes nothing is an expected end. */
async function writeDown(
  ctx: VerbContext,
  reading: Parameters<typeof recordReading>[2] & { requestId: string },
): Promise<LiveReadingFailure | null> {
  try {
    await transaction(ctx.db, (trx) => recordReading(trx, ctx, reading))
    return null
  } catch (cause) {
    const failure = storeFailureOf(cause)
    if (failure === null) throw cause
    return { kind: `store_${failure}`, code: null, requestId: reading.requestId === '' ? null : reading.requestId }
  }
}

function isFresh(row: CertificateRow, now: number, maxAgeMs: number): boolean {
  // A reading from the future (the clock was set back) is not fresh.
  return row.live_read_at !== null && row.live_read_at <= now && now - row.live_read_at <= maxAgeMs
}
