import 'server-only'
import { sql } from 'kysely'
import type { Cursor } from '#lib/core/cursor.ts'
import type { Database } from '#lib/db/server/database.ts'
import { containsText } from '#lib/db/server/text.ts'
import type { OperationKind, OperationState } from '../state.ts'
import type { OperationRow } from './repository.ts'

export type OperationQuery = {
  text: string | null
  kinds: readonly OperationKind[]
  states: readonly OperationState[]
  requestedBy: string | null
  from: number | null
  to: number | null
  cursor: Cursor | null
  limit: number
}

/** Newest first; one row more than the limit, so that the caller knows whether there is a next page. */
export async function listOperationRows(db: Database, query: OperationQuery): Promise<OperationRow[]> {
  const isBackward = query.cursor?.direction === 'previous'
  let select = db.selectFrom('operations').selectAll()
  if (query.kinds.length > 0) select = select.where('kind', 'in', query.kinds)
  if (query.states.length > 0) select = select.where('state', 'in', query.states)
  if (query.requestedBy !== null) select = select.where('requested_by', '=', query.requestedBy)
  if (query.from !== null) select = select.where('requested_at', '>=', query.from)
  if (query.to !== null) select = select.where('requested_at', '<', query.to)
  if (query.text !== null) {
    const text = query.text
    select = select.where((where) =>
      where.or([
        where('request_id', '=', text.toUpperCase()),
        where('request_id', '=', text),
        where('id', '=', text),
        where('identifier', '=', text),
        where('ticket', '=', text),
        containsText('requested_by', text.toLowerCase()),
        containsText('snapshot', text),
      ]),
    )
  }
  if (query.cursor !== null) {
    const [requestedAt, id] = query.cursor.key
    const edge = sql`(${requestedAt ?? 0}, ${id ?? ''})`
    select = select.where(
      isBackward ? sql<boolean>`(requested_at, id) > ${edge}` : sql<boolean>`(requested_at, id) < ${edge}`,
    )
  }
  const order = isBackward ? 'asc' : 'desc'
  return select
    .orderBy('requested_at', order)
    .orderBy('id', order)
    .limit(query.limit + 1)
    .execute()
}

/** Everything about one vendor RequestId; normally one operation. */
export async function findOperationsByRequestId(db: Database, requestId: string): Promise<OperationRow[]> {
  return db
    .selectFrom('operations')
    .selectAll()
    .where('request_id', '=', requestId)
    .orderBy('requested_at', 'desc')
    .execute()
}

/** Every operation on one certificate, newest first: its history. */
export async function listOperationsOf(db: Database, identifier: string): Promise<OperationRow[]> {
  return db
    .selectFrom('operations')
    .selectAll()
    .where('identifier', '=', identifier)
    .orderBy('requested_at', 'desc')
    .limit(100)
    .execute()
}

/** The newest operation of a kind to which the vendor gave a verdict. */
export async function findLastAnswered(db: Database, kind: OperationKind): Promise<OperationRow | undefined> {
  return db
    .selectFrom('operations')
    .selectAll()
    .where('kind', '=', kind)
    .where('state', 'in', ['succeeded', 'refused'])
    .where('http_status', 'is not', null)
    .orderBy('requested_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}
