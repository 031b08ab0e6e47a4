import 'server-only'
import { recordEvent } from '#lib/audit/server/record.ts'
import { applyToMirror } from '#lib/certificates/server/mirror.ts'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { STATUS_WITHIN_MS } from '../bounds.ts'
import { eventOfRow } from './audit-words.ts'
import { listUnconfirmed, listUnconfirmedOn, recordVendorStatus, type OperationRow } from './repository.ts'
import { readSnapshot } from './snapshot.ts'

// What only DescribeClientCertificateStatus tells: since when a certificate is revoked. Nothing that can harm waits for
// it longer than one short try, and nothing is settled by it.

/** A revocation that the vendor's status does not show within a day is not asked about any more. */
const ASK_FOR_MS = 24 * 60 * 60_000
/** What has gone unconfirmed for an hour is asked about every three minutes, and so on. */
const AGES_A_QUESTION = 20
const AT_ONCE = 20
/** A RevokeTime this far outside the window may still be ours: the vendor gives it in whole seconds. */
const CLOCK_TOLERANCE_MS = 2_000

type Target = { identifier: string; serialNumber: string }
type Revocation = { kind: 'revoked'; revokeTime: number | null; readAt: number } | { kind: 'unread'; why: string }

/** Rows carry the serial number, not the Identifier: they are matched by it. Only `revoked` counts. */
async function readRevocation(ctx: VerbContext, target: Target, interactive: boolean): Promise<Revocation> {
  const read = await ctx.cloud.getStatuses([target.identifier], { interactive, onceWithinMs: STATUS_WITHIN_MS })
  if (!read.ok) return { kind: 'unread', why: read.error.kind }
  const status = read.value.value.find(({ serialNumber }) => serialNumber === target.serialNumber)
  if (status?.status !== 'revoked') return { kind: 'unread', why: 'not_reported' }
  return { kind: 'revoked', revokeTime: status.revokeTime, readAt: read.value.readAt }
}

/** When each was asked about last, epoch ms by operation id, as this process remembers it. */
export type Asked = Map<string, number>

/**
 * After acceptance: asks the vendor's own status of each revocation of which it has not been read yet, one that it does
 * not show less and less often. Returns how many were confirmed.
 */
export async function readBackAccepted(ctx: VerbContext, asked: Asked, signal?: AbortSignal): Promise<number> {
  const now = ctx.clock.now()
  const unconfirmed = await listUnconfirmed(ctx.db, now - ASK_FOR_MS)
  const due = unconfirmed.filter((row) => now >= (asked.get(row.id) ?? 0) + (now - row.requested_at) / AGES_A_QUESTION)
  let confirmed = 0
  for (const row of due.slice(0, AT_ONCE)) {
    if (signal?.aborted === true) break
    asked.set(row.id, now)
    const { identifier, serialNumber } = readSnapshot(row.snapshot)
    const revocation = await readRevocation(ctx, { identifier, serialNumber }, false)
    if (revocation.kind === 'unread') continue
    ctx.writes.reached('status_read')
    await keep(ctx, row.identifier, [row], revocation)
    ctx.writes.reached('status_kept')
    confirmed += 1
  }
  forgetOthers(asked, unconfirmed)
  return confirmed
}

function forgetOthers(asked: Asked, unconfirmed: readonly OperationRow[]): void {
  const ids = new Set(unconfirmed.map(({ id }) => id))
  for (const id of [...asked.keys()]) if (!ids.has(id)) asked.delete(id)
}

/**
 * Before a deletion, after which nobody can ask any more: one try to learn since when it is revoked. Answers with why
 * that is not known; null when it is. A vendor that does not tell must not keep a certificate from being deleted, and a
 * store that does not take it is left to say so where the deletion is recorded.
 */
export async function learnRevokeTime(ctx: VerbContext, target: Target): Promise<string | null> {
  const revocation = await readRevocation(ctx, target, true)
  if (revocation.kind === 'unread') return revocation.why
  try {
    await keep(ctx, target.identifier, await listUnconfirmedOn(ctx.db, target.identifier), revocation)
  } catch (cause) {
    const failure = storeFailureOf(cause)
    if (failure === null) throw cause
    return `store_${failure}`
  }
  return revocation.revokeTime === null ? 'not_reported' : null
}

async function keep(
  ctx: VerbContext,
  identifier: string,
  rows: readonly OperationRow[],
  { revokeTime, readAt }: Extract<Revocation, { kind: 'revoked' }>,
): Promise<void> {
  await transaction(ctx.db, async (trx) => {
    await applyToMirror(trx, ctx, { kind: 'revoke', identifier, at: readAt, revokeTime })
    for (const row of rows) {
      const isProven = row.cause_proven === 0 && isWithinWindow(row, revokeTime)
      const isNew = await recordVendorStatus(trx, { id: row.id, revokeTime, readAt, isProven })
      if (!isNew || !isProven) continue
      await recordEvent(trx, ctx, {
        ...eventOfRow(row),
        action: 'reconcile_operation',
        outcome: row.state,
        requestId: row.request_id ?? undefined,
        details: { from: row.state, kind: row.kind, causeProven: true },
      })
    }
  })
}

/** Whether the vendor's RevokeTime falls between our intent and our deadline: then our call was the cause. */
function isWithinWindow(row: OperationRow, revokeTime: number | null): boolean {
  return (
    revokeTime !== null &&
    revokeTime >= row.requested_at - CLOCK_TOLERANCE_MS &&
    revokeTime <= row.deadline_at + CLOCK_TOLERANCE_MS
  )
}
