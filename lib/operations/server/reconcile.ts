import 'server-only'
import { recordEvent } from '#lib/audit/server/record.ts'
import { applyToMirror, lockCertificate } from '#lib/certificates/server/mirror.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { findingOf, nextReadAt, READ_BACK_DELAY_MS, verdictOf, type Reading } from '../reading.ts'
import { eventOfRow } from './audit-words.ts'
import { readReadings } from './readings.ts'
import { listOverdue, settleAttempt, type OperationRow } from './repository.ts'
import { revokeTimeOf } from './vendor-status.ts'

// Settles what no answer settled: a process that died between its two transactions, a call whose answer never
// came. It only ever reads at the vendor. Two reconcilers cannot disagree: each write is conditional on the attempt,
// the state and the readings it was decided upon.

/** A RevokeTime this far outside the window may still be ours: the vendor gives it in whole seconds or minutes. */
const CLOCK_TOLERANCE_MS = 2_000
const BATCH = 50

/** Reads back every operation that is due. Returns how many were settled and when the next reading is due. */
export async function reconcileDue(ctx: VerbContext): Promise<{ settled: number; nextDueAt: number | null }> {
  const now = ctx.clock.now()
  const rows = await listOverdue(ctx.db, now - READ_BACK_DELAY_MS, BATCH)
  let settled = 0
  let nextDueAt: number | null = null
  for (const row of rows) {
    const due = dueAt(row)
    if (due <= now) {
      if (await readBack(ctx, row)) settled += 1
    } else {
      nextDueAt = Math.min(nextDueAt ?? due, due)
    }
  }
  return { settled, nextDueAt }
}

function dueAt(row: OperationRow): number {
  return nextReadAt({ state: row.state, deadlineAt: row.deadline_at, readings: readReadings(row.readings) }) ?? Infinity
}

/** One reading of one operation's certificate. True when it settled the operation. */
async function readBack(ctx: VerbContext, row: OperationRow): Promise<boolean> {
  const reading = await readCertificate(ctx, row)
  const readings = [...readReadings(row.readings), reading]
  const state = verdictOf({ state: row.state, deadlineAt: row.deadline_at, readings })
  const isProven = state === 'succeeded' && row.kind === 'revoke' ? await isWithinWindow(ctx, row) : false
  const isSettled = state === 'succeeded' || state === 'not_done'
  return transaction(ctx.db, async (trx) => {
    await lockCertificate(trx, row.identifier)
    const isMoved = await settleAttempt(
      trx,
      { id: row.id, attempt: row.attempt, state: row.state, readings: row.readings },
      {
        state,
        readings: JSON.stringify(readings),
        cause_proven: isProven ? 1 : row.cause_proven,
        // A process that died left no cause behind.
        ...(row.state === 'pending' ? { cause: 'process_lost' } : {}),
        ...(isSettled ? { settled_by: 'read_back', settled_at: reading.at } : {}),
      },
    )
    if (!isMoved) return false
    if (state === 'succeeded') await applyToMirror(trx, { kind: row.kind, identifier: row.identifier, at: reading.at })
    // A reading that leaves the state as it was is kept with the operation; it is no event of its own.
    if (state !== row.state) {
      await recordEvent(trx, ctx, {
        ...eventOfRow(row),
        action: 'reconcile_operation',
        outcome: state,
        requestId: row.request_id ?? undefined,
        details: {
          from: row.state,
          kind: row.kind,
          found: reading.found,
          readings: readings.length,
          causeProven: isProven,
        },
      })
    }
    return isSettled
  })
}

async function readCertificate(ctx: VerbContext, row: OperationRow): Promise<Reading> {
  const read = await ctx.cloud.getCertificate(row.identifier, { interactive: true })
  const at = ctx.clock.now()
  if (read.ok) {
    const found = findingOf(row.kind, { kind: 'found', vendorStatus: read.value.value.vendorStatus })
    return { at, found, requestId: read.value.requestId }
  }
  const kind = read.error.kind === 'not_found' ? 'not_found' : 'unreadable'
  return {
    at,
    found: findingOf(row.kind, { kind }),
    failure: read.error.kind,
    ...(read.error.requestId ? { requestId: read.error.requestId } : {}),
  }
}

/** Whether the vendor's RevokeTime falls between our intent and our deadline: then our call was the cause. */
async function isWithinWindow(ctx: VerbContext, row: OperationRow): Promise<boolean> {
  const revokeTime = await revokeTimeOf(ctx, row)
  return (
    revokeTime !== null &&
    revokeTime >= row.requested_at - CLOCK_TOLERANCE_MS &&
    revokeTime <= row.deadline_at + CLOCK_TOLERANCE_MS
  )
}
