import 'server-only'
import { recordEvent, type RecordContext } from '#lib/audit/server/record.ts'
import type { Trx } from '#lib/db/server/database.ts'
import { actionOf, eventOfRow } from './audit-words.ts'
import { settleAttempt, type OperationRow } from './repository.ts'

/**
 * Ends a scheduled operation of which nothing was sent, and will not be: it then waits for a person, who was not there.
 * False: it was no longer scheduled.
 */
export async function endUnsent(trx: Trx, ctx: RecordContext, row: OperationRow, cause: string): Promise<boolean> {
  const isEnded = await settleAttempt(
    trx,
    { id: row.id, attempt: row.attempt, state: 'scheduled' },
    { state: 'not_sent', cause, settled_at: ctx.clock.now(), settled_by: 'answer' },
  )
  if (!isEnded) return false
  await recordEvent(trx, ctx, {
    ...eventOfRow(row),
    action: actionOf(row.kind),
    outcome: 'not_sent',
    details: { cause, ...scheduleOf(row) },
  })
  return true
}

/** Since when, and until when, it was scheduled: part of every event about carrying it out. */
export function scheduleOf(row: OperationRow): { scheduledAt: string; dueAt: string | null } {
  return {
    scheduledAt: new Date(row.requested_at).toISOString(),
    dueAt: row.due_at === null ? null : new Date(row.due_at).toISOString(),
  }
}
