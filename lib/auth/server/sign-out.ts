import 'server-only'
import { recordEvent } from '#lib/audit/server/record.ts'
import type { UserActor } from '#lib/auth/actor.ts'
import type { Clock } from '#lib/core/clock.ts'
import type { Database } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { endSessionRow } from './sessions/repository.ts'

/** Ends the session that asks. Audited once, however often the button was pressed. */
export async function signOut(
  { db, clock, correlationId }: { db: Database; clock: Clock; correlationId: string },
  actor: UserActor,
): Promise<void> {
  await transaction(db, async (trx) => {
    const ended = await endSessionRow(trx, { idHash: actor.sessionHash, userId: actor.userId, now: clock.now() })
    if (ended) await recordEvent(trx, { actor, correlationId, clock }, { action: 'sign_out', outcome: 'done' })
  })
}
