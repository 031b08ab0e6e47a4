import 'server-only'
import { recordDeletedElsewhere, recordReading, type Target } from '#lib/certificates/server/mirror.ts'
import type { ReadFailure } from '#lib/cloud/server/port.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { SyncContext } from './context.ts'
import { isOfOneCertificate } from './read-failures.ts'

export type Verification =
  | { kind: 'gone'; at: number; requestId: string | null }
  /** The list left it out although it is there; the mirror has been told. */
  | { kind: 'there' }
  | { kind: 'unreadable'; failure: ReadFailure }

/** Asks for one certificate that the list does not show. Nothing but the API's own NotFound counts as gone. */
export async function verifyOne(ctx: SyncContext, identifier: string): Promise<Verification> {
  const at = ctx.clock.now()
  const answer = await ctx.cloud.getCertificate(identifier)
  if (answer.ok) {
    await transaction(ctx.db, (trx) => recordReading(trx, ctx, answer.value))
    return { kind: 'there' }
  }
  if (answer.error.kind !== 'not_found') return { kind: 'unreadable', failure: answer.error }
  return { kind: 'gone', at, requestId: answer.error.requestId ?? null }
}

/** `unread`: such as could not be read by themselves; `unreadable`: why nothing could be read any more. */
export type Burial = { buried: number; there: number; unread: number; unreadable: ReadFailure | null }

/**
 * Verifies each and makes tombstones of those that are gone. Ends early when the vendor cannot be read, or when the
 * process is to stop: what was not verified stays as it is.
 */
export async function buryVerified(
  ctx: SyncContext,
  targets: readonly Target[],
  orderedBy: string | null,
): Promise<Burial> {
  const burial: Burial = { buried: 0, there: 0, unread: 0, unreadable: null }
  for (const target of targets) {
    if (ctx.signal.aborted) return burial
    const found = await verifyOne(ctx, target.identifier)
    if (found.kind === 'unreadable') {
      if (!isOfOneCertificate(found.failure)) return { ...burial, unreadable: found.failure }
      burial.unread += 1
      continue
    }
    if (found.kind === 'there') {
      burial.there += 1
      continue
    }
    const evidence = { at: found.at, requestId: found.requestId, orderedBy }
    if (await transaction(ctx.db, (trx) => recordDeletedElsewhere(trx, ctx, target, evidence))) burial.buried += 1
  }
  return burial
}
