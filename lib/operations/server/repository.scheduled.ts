import 'server-only'
import { sql } from 'kysely'
import type { Database, Trx } from '#lib/db/server/database.ts'
import type { OperationRow } from './repository.ts'

// The SQL on what waits for its day. Each statement carries the state that it starts from: of two processes, or of a
// person and the worker, one finds nothing to change.

/** The one that is scheduled on a certificate. */
export async function findScheduledOn(db: Database | Trx, identifier: string): Promise<OperationRow | undefined> {
  return db
    .selectFrom('operations')
    .selectAll()
    .where('identifier', '=', identifier)
    .where('state', '=', 'scheduled')
    .executeTakeFirst()
}

/** Inserts unless one is scheduled on the certificate already (the unique partial index). */
export async function insertScheduled(trx: Trx, row: OperationRow): Promise<boolean> {
  const inserted = await trx
    .insertInto('operations')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['identifier'])
        .where(sql<boolean>`state = 'scheduled'`)
        .doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

/** What decides when each is tried, of every scheduled one whose time has come. The longest due first. */
export async function listDue(db: Database, now: number) {
  return db
    .selectFrom('operations')
    .select(['id', 'due_at', 'readings'])
    .where('state', '=', 'scheduled')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('id')
    .execute()
}

type Call = Pick<
  OperationRow,
  'owner' | 'nonce' | 'acs_date' | 'access_key_id' | 'exchange' | 'snapshot' | 'deadline_at' | 'state'
>

/** Makes it a call that is under way. False: it has been cancelled, or another worker was faster. */
export async function startScheduled(trx: Trx, id: string, call: Call): Promise<boolean> {
  const { owner, nonce, acs_date, access_key_id, exchange, snapshot, deadline_at, state } = call
  const { numUpdatedRows } = await trx
    .updateTable('operations')
    // The tries have their place no more: what is read from now on is read back.
    .set({ owner, nonce, acs_date, access_key_id, exchange, snapshot, deadline_at, state, readings: '[]' })
    .where('id', '=', id)
    .where('state', '=', 'scheduled')
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Keeps a try that came to nothing. False: the row is no longer as it was when this was decided. */
export async function keepTry(
  trx: Trx,
  expected: { id: string; readings: string },
  readings: string,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('operations')
    .set({ readings })
    .where('id', '=', expected.id)
    .where('state', '=', 'scheduled')
    .where('readings', '=', expected.readings)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Somebody has taken note of one that came to nothing. False: there is none such, or somebody has before. */
export async function attendOne(trx: Trx, id: string, { by, at }: { by: string; at: number }): Promise<boolean> {
  const { numUpdatedRows } = await unattended(trx)
    .set({ attended_by: by, attended_at: at })
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** The same for whatever came to nothing on one certificate: something newer has taken its place. */
export async function attendFailures(
  trx: Trx,
  identifier: string,
  { by, at }: { by: string; at: number },
): Promise<void> {
  await unattended(trx).set({ attended_by: by, attended_at: at }).where('identifier', '=', identifier).execute()
}

function unattended(trx: Trx) {
  return trx
    .updateTable('operations')
    .where('due_at', 'is not', null)
    .where('attended_at', 'is', null)
    .where('state', 'in', ['refused', 'not_sent', 'not_done'])
}
