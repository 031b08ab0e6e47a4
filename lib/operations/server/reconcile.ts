import 'server-only'
import { recordEvent } from '#lib/audit/server/record.ts'
import { CLOCKS_APART_MS } from '#lib/core/clock.ts'
import { lockCertificate } from '#lib/certificates/server/mirror.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import {
  findingOf,
  nextReadAt,
  READ_BACK_DELAY_MS,
  readingsMade,
  verdictOf,
  withReading,
  type Reading,
} from '../reading.ts'
import { isOpen } from '../state.ts'
import { eventOfRow } from './audit-words.ts'
import { readReadings } from './readings.ts'
import { findOperation, listOverdue, settleAttempt, type OperationRow } from './repository.ts'
import { takeEffect } from './take-effect.ts'

// Settles what no answer settled: a process that died between its two transactions, a call whose answer never
// came. It only ever reads at the vendor. Two reconcilers cannot disagree: each write is conditional on the attempt,
// the state and the readings it was decided upon. Whether our call was the cause is told later (vendor-status.ts):
// nothing here waits for anything but the certificate's own state.

/** Read back in one turn, the longest overdue first. */
const AT_ONCE = 50
/** Of those that wait for a person: reading them again seldom tells anything, and must not keep a new one waiting. */
const STUCK_AT_ONCE = 5

/**
 * Reads back every operation that is due, until `signal` ends it between two. Returns how many were settled and when
 * the next reading is due.
 */
export async function reconcileDue(
  ctx: VerbContext,
  signal?: AbortSignal,
): Promise<{ settled: number; nextDueAt: number | null }> {
  const now = ctx.clock.now()
  const overdue = (await listOverdue(ctx.db, now - READ_BACK_DELAY_MS))
    .map((row) => ({ id: row.id, isStuck: row.state === 'needs_human', due: dueAt(row, now) }))
    .sort((one, other) => one.due - other.due)
  const due = overdue.filter((row) => row.due <= now)
  const turn = [
    ...due.filter(({ isStuck }) => !isStuck).slice(0, AT_ONCE),
    ...due.filter(({ isStuck }) => isStuck).slice(0, STUCK_AT_ONCE),
  ]
  let settled = 0
  for (const { id } of turn) {
    if (signal?.aborted) break
    const row = await findOperation(ctx.db, id)
    if (row === undefined || !isOpen(row.state)) continue
    if (await readBack(ctx, row)) settled += 1
    ctx.writes.reached('reconciled')
  }
  return { settled, nextDueAt: overdue.find((row) => !turn.includes(row))?.due ?? null }
}

function dueAt(row: Pick<OperationRow, 'state' | 'deadline_at' | 'readings'>, now: number): number {
  const readings = readReadings(row.readings)
  // Nobody has read in the future: the clock was set back since.
  if ((readings.at(-1)?.at ?? 0) > now + CLOCKS_APART_MS) return now
  return nextReadAt({ state: row.state, deadlineAt: row.deadline_at, readings }) ?? Infinity
}

/** One reading of one operation's certificate. True when it settled the operation. */
async function readBack(ctx: VerbContext, row: OperationRow): Promise<boolean> {
  const reading = await readCertificate(ctx, row)
  ctx.writes.reached('read_back')
  const readings = withReading(readReadings(row.readings), reading)
  const state = verdictOf({ state: row.state, deadlineAt: row.deadline_at, readings })
  const isSettled = state === 'succeeded' || state === 'not_done'
  return transaction(ctx.db, async (trx) => {
    await lockCertificate(trx, row.identifier)
    const isMoved = await settleAttempt(
      trx,
      { id: row.id, attempt: row.attempt, state: row.state, readings: row.readings },
      {
        state,
        readings: JSON.stringify(readings),
        // A process that died left no cause behind.
        ...(row.state === 'pending' ? { cause: 'process_lost' } : {}),
        ...(isSettled ? { settled_by: 'read_back', settled_at: reading.at } : {}),
      },
    )
    if (!isMoved) return false
    if (state === 'succeeded') await takeEffect(trx, ctx, row, reading.at)
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
          readings: readingsMade(readings),
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
