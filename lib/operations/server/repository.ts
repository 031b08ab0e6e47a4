import 'server-only'
import { sql } from 'kysely'
import { searchableLines } from '#lib/certificates/search-text.ts'
import type { Database, Trx } from '#lib/db/server/database.ts'
import type { OperationsTable } from '#lib/db/server/tables.ts'
import { operationColumns } from './operation-columns.ts'
import { isOpen, type OperationKind, type OperationState, type SettledBy } from '../state.ts'

// The only SQL on operations and operation_joins. Every later write is conditional on the attempt and on the state
// that it was decided upon: of two processes that settle at once, one finds nothing to change.

export type OperationRow = OperationsTable

/** In the words of the partial index. */
const isOpenRow = sql<boolean>`state in ('pending', 'unknown', 'needs_human')`

export async function findOperation(db: Database | Trx, id: string): Promise<OperationRow | undefined> {
  return db.selectFrom('operations').select(operationColumns).where('id', '=', id).executeTakeFirst()
}

/** What a request may be about already: its own operation, the open one, the newest of its kind that was done. */
export type Forerunners = Record<'same' | 'open' | 'done', OperationRow | undefined>

/** In one look: the transaction that asks holds the certificate's lock meanwhile. */
export async function findForerunners(
  trx: Trx,
  request: { operationId: string; kind: OperationKind; identifier: string },
): Promise<Forerunners> {
  const { operationId, kind, identifier } = request
  const rows = await trx
    .selectFrom('operations')
    .select(operationColumns)
    .where(
      sql<boolean>`id = ${operationId} or (identifier = ${identifier} and
        (state in ('pending', 'unknown', 'needs_human') or (state = 'succeeded' and kind = ${kind})))`,
    )
    .orderBy('requested_at', 'desc')
    .execute()
  const onIt = rows.filter((row) => row.identifier === identifier)
  return {
    same: rows.find(({ id }) => id === operationId),
    open: onIt.find(({ state }) => isOpen(state)),
    done: onIt.find((row) => row.state === 'succeeded' && row.kind === kind),
  }
}

/**
 * Inserts unless the certificate has an open operation already (the unique partial index). False: somebody was
 * faster; their row can be read in this same transaction.
 */
export async function insertOpenOperation(trx: Trx, row: OperationRow): Promise<boolean> {
  const inserted = await trx
    .insertInto('operations')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['identifier'])
        .where(sql<boolean>`state in ('pending', 'unknown', 'needs_human')`)
        .doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function insertSettledOperation(trx: Trx, row: OperationRow): Promise<void> {
  await trx.insertInto('operations').values(row).execute()
}

export async function insertJoin(
  trx: Trx,
  join: { operationId: string; joinedBy: string; reason: string; ticket: string; comment: string; at: number },
): Promise<void> {
  const { operationId, joinedBy, ...rest } = join
  await trx
    .insertInto('operation_joins')
    .values({ operation_id: operationId, joined_by: joinedBy, ...rest })
    .execute()
  const line = searchableLines([join.ticket])
  if (line === '') return
  await trx
    .updateTable('operations')
    .set({ search_text: sql<string>`search_text || ${`\n${line}`}` })
    .where('id', '=', operationId)
    .execute()
}

export async function listJoins(db: Database | Trx, operationIds: readonly string[]) {
  if (operationIds.length === 0) return []
  return db
    .selectFrom('operation_joins')
    .selectAll()
    .where('operation_id', 'in', operationIds)
    .orderBy('at')
    .orderBy('joined_by')
    .execute()
}

type Settlement = Partial<
  Pick<
    OperationRow,
    | 'request_id'
    | 'http_status'
    | 'cloud_code'
    | 'cloud_message'
    | 'recommend'
    | 'cause'
    | 'cause_proven'
    | 'exchange'
    | 'readings'
    | 'settled_at'
    | 'settled_comment'
    | 'attended_at'
    | 'attended_by'
  >
> & { state: OperationState; settled_by?: SettledBy | null }

/**
 * Moves one attempt on, if it is still as it was when this was decided: same attempt, same state, and (where given)
 * the same readings. False: another process was there first, and nothing was changed.
 */
export async function settleAttempt(
  trx: Trx,
  expected: { id: string; attempt: string; state: OperationState; readings?: string },
  settlement: Settlement,
): Promise<boolean> {
  let update = trx
    .updateTable('operations')
    .set(settlement)
    .where('id', '=', expected.id)
    .where('attempt', '=', expected.attempt)
    .where('state', '=', expected.state)
  if (expected.readings !== undefined) update = update.where('readings', '=', expected.readings)
  const { numUpdatedRows } = await update.executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Keeps a RequestId that arrived after its operation was settled. A RequestId that is there already stays. */
export async function keepRequestId(trx: Trx, id: string, requestId: string): Promise<void> {
  await trx
    .updateTable('operations')
    .set({ request_id: requestId })
    .where('id', '=', id)
    .where('request_id', 'is', null)
    .execute()
}

/** What decides when an open operation is read back, of every one whose deadline lies before `deadlineBefore`. */
export async function listOverdue(db: Database, deadlineBefore: number) {
  return db
    .selectFrom('operations')
    .select(['id', 'state', 'deadline_at', 'readings'])
    .where(isOpenRow)
    .where('deadline_at', '<=', deadlineBefore)
    .execute()
}

export async function hasDeadlineBeyond(db: Database, beyond: number): Promise<boolean> {
  const query = db.selectFrom('operations').select('id').where('deadline_at', '>', beyond)
  return (await query.where(isOpenRow).limit(1).executeTakeFirst()) !== undefined
}

/** Returns how many there were. */
export async function moveDeadlines(db: Database, { beyond, to }: { beyond: number; to: number }): Promise<number> {
  const update = db.updateTable('operations').set({ deadline_at: to }).where('deadline_at', '>', beyond)
  const { numUpdatedRows } = await update.where(isOpenRow).executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Accepted revocations of which the vendor's own status has not been read yet, of what is not deleted. */
function selectUnconfirmed(db: Database) {
  return db
    .selectFrom('operations')
    .selectAll()
    .where('kind', '=', 'revoke')
    .where('state', '=', 'succeeded')
    .where('vendor_status_read_at', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('certificates')
            .select('certificates.identifier')
            .whereRef('certificates.identifier', '=', 'operations.identifier')
            .where('certificates.deleted_at', 'is not', null),
        ),
      ),
    )
}

export async function listUnconfirmed(db: Database, since: number): Promise<OperationRow[]> {
  return selectUnconfirmed(db).where('requested_at', '>=', since).orderBy('requested_at', 'desc').execute()
}

export async function listUnconfirmedOn(db: Database, identifier: string): Promise<OperationRow[]> {
  return selectUnconfirmed(db).where('identifier', '=', identifier).execute()
}

/** False: it had been read before. */
export async function recordVendorStatus(
  trx: Trx,
  reading: { id: string; revokeTime: number | null; readAt: number; isProven: boolean },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('operations')
    .set({
      vendor_revoke_time: reading.revokeTime,
      vendor_status_read_at: reading.readAt,
      ...(reading.isProven ? { cause_proven: 1 as const } : {}),
    })
    .where('id', '=', reading.id)
    .where('vendor_status_read_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
