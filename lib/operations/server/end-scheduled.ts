import 'server-only'
import { recordEvent, type RecordContext } from '#lib/audit/server/record.ts'
import { actorLabel } from '#lib/auth/actor.ts'
import type { Trx } from '#lib/db/server/database.ts'
import { eventOfRow } from './audit-words.ts'
import { scheduleOf } from './end-unsent.ts'
import { attendFailures, findScheduledOn } from './repository.scheduled.ts'
import { settleAttempt } from './repository.ts'

/** Why a scheduled deletion has nothing left to do: by an operation of ours, or found gone. */
export type Moot = 'deleted_here' | 'deleted_elsewhere'

/**
 * Whatever was to be deleted is gone: a deletion that is scheduled for it is cancelled, and one that came to nothing
 * waits for nobody any more. Called in the transaction that makes the tombstone, under the certificate's lock.
 */
export async function endScheduledOn(trx: Trx, ctx: RecordContext, identifier: string, cause: Moot): Promise<void> {
  const at = ctx.clock.now()
  await attendFailures(trx, identifier, { by: actorLabel(ctx.actor), at })
  const row = await findScheduledOn(trx, identifier)
  if (!row) return
  const isEnded = await settleAttempt(
    trx,
    { id: row.id, attempt: row.attempt, state: 'scheduled' },
    { state: 'cancelled', cause, settled_at: at, settled_by: null },
  )
  if (!isEnded) return
  await recordEvent(trx, ctx, {
    ...eventOfRow(row),
    action: 'cancel_deletion',
    outcome: 'cancelled',
    details: { cause, ...scheduleOf(row) },
  })
}
