import 'server-only'
import { lockCertificate } from '#lib/certificates/server/mirror.ts'
import type { Database } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { withReading } from '../reading.ts'
import { isGivenUp, nextTryAt } from '../schedule.ts'
import { endUnsent } from './end-unsent.ts'
import { readReadings } from './readings.ts'
import { keepTry, listDue } from './repository.scheduled.ts'
import { findOperation, type OperationRow } from './repository.ts'

/** The ids of those that are to be tried now, the longest due first. `now` is epoch ms. */
export async function listToTry(db: Database, now: number): Promise<string[]> {
  const due = await listDue(db, now)
  return due
    .filter(({ due_at: dueAt, readings }) => nextTryAt({ dueAt: dueAt ?? now, tries: readReadings(readings) }) <= now)
    .map(({ id }) => id)
}

export type Scheduled = OperationRow & { state: 'scheduled' }

/** As it stands now; null when it is no longer scheduled. */
export async function findScheduled(db: Database, id: string): Promise<Scheduled | null> {
  const row = await findOperation(db, id)
  return row?.state === 'scheduled' ? { ...row, state: row.state } : null
}

/**
 * Notes what kept a due operation from being carried out: it is tried again, later each time, and in the end given up. A
 * word of our own vocabulary, or the kind of a failed reading.
 */
export async function noteTry(
  ctx: VerbContext,
  row: OperationRow,
  { failure, requestId }: { failure: string; requestId?: string | null },
): Promise<void> {
  const tries = withReading(readReadings(row.readings), {
    at: ctx.clock.now(),
    found: 'unreadable',
    failure,
    ...(typeof requestId === 'string' && { requestId }),
  })
  await transaction(ctx.db, async (trx) => {
    await lockCertificate(trx, row.identifier)
    const isKept = await keepTry(trx, row, JSON.stringify(tries))
    if (isKept && isGivenUp(tries)) await endUnsent(trx, ctx, row, 'given_up')
  })
}
