import 'server-only'
import { sql, type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool } from 'kysely'
import { needlesOf } from '#lib/certificates/search-query.ts'
import type { Cursor } from '#lib/core/cursor.ts'
import type { Database } from '#lib/db/server/database.ts'
import type { Tables } from '#lib/db/server/tables.ts'
import { containsText, storableText } from '#lib/db/server/text.ts'
import type { OperationSort } from '../operation.ts'
import { operationStates, urgencies, type OperationKind, type OperationState, type StateFilter } from '../state.ts'
import type { OperationRow } from './repository.ts'

export type OperationConditions = {
  text: string | null
  kinds: readonly OperationKind[]
  states: readonly StateFilter[]
  requestedBy: string | null
  from: number | null
  to: number | null
}

function whenUrgent(state: OperationState) {
  return sql`when ${sql.lit(state)} then ${sql.lit(urgencies[state])}`
}

/** isUnattended of state.ts, said in SQL. */
const isUnattended = sql<SqlBool>`(due_at is not null and attended_at is null
  and state in ('refused', 'not_sent', 'not_done'))`

/** What a sort order compares, all of it descending. */
const columns = {
  requested_at: [sql.ref('requested_at'), sql.ref('id')],
  urgency: [
    sql`case when ${isUnattended} then ${sql.lit(urgencies.needs_human)}
      else case state ${sql.join(operationStates.map(whenUrgent), sql` `)} end end`,
    sql`case when state = 'scheduled' then -coalesce(due_at, 0) else requested_at end`,
    sql.ref('id'),
  ],
} as const satisfies Record<OperationSort, readonly RawBuilder<unknown>[]>

/** One row more than the limit, so that the caller knows whether there is a next page. */
export async function listOperationRows(
  db: Database,
  conditions: OperationConditions,
  { sort, cursor, limit }: { sort: OperationSort; cursor: Cursor | null; limit: number },
): Promise<OperationRow[]> {
  const isBackward = cursor?.direction === 'previous'
  let select = db
    .selectFrom('operations')
    .selectAll()
    .where((where) => where.and(found(where, conditions)))
  if (cursor !== null) {
    const [place, edge] = [sql.join([...columns[sort]]), sql.join([...cursor.key])]
    select = select.where(sql<boolean>`(${place}) ${isBackward ? sql`>` : sql`<`} (${edge})`)
  }
  for (const column of columns[sort]) select = select.orderBy(column, isBackward ? 'asc' : 'desc')
  return select.limit(limit + 1).execute()
}

/** Counted no further than to one more than `bound`. */
export async function countOperationRows(
  db: Database,
  conditions: OperationConditions,
  bound: number,
): Promise<number> {
  const some = db
    .selectFrom('operations')
    .select('id')
    .where((where) => where.and(found(where, conditions)))
    .limit(bound + 1)
  const { count } = await db
    .selectFrom(some.as('some'))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

type Where = ExpressionBuilder<Tables, 'operations'>

function found(where: Where, conditions: OperationConditions): Expression<SqlBool>[] {
  const { text, kinds, states, requestedBy, from, to } = conditions
  const all: Expression<SqlBool>[] = []
  if (kinds.length > 0) all.push(where('kind', 'in', kinds))
  if (states.length > 0) all.push(inStates(where, states))
  if (requestedBy !== null) all.push(where('requested_by', '=', storableText(requestedBy)))
  if (from !== null) all.push(where('requested_at', '>=', from))
  if (to !== null) all.push(where('requested_at', '<', to))
  const needles = needlesOf(text ?? '')
  if (needles.length > 0) all.push(where.or(needles.flatMap((needle) => holding(where, needle))))
  return all
}

function inStates(where: Where, filters: readonly StateFilter[]): Expression<SqlBool> {
  const states = filters.filter((filter) => filter !== 'unattended')
  const either = [
    ...(states.length > 0 ? [where('state', 'in', states)] : []),
    ...(states.length < filters.length ? [isUnattended] : []),
  ]
  return where.or(either)
}

/** The RequestId comes after the rest, and is looked for where it is kept. */
function holding(where: Where, needle: string): Expression<SqlBool>[] {
  return [
    containsText('search_text', needle),
    containsText(sql<string>`lower(request_id)`, needle),
    where('id', '=', needle),
  ]
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
