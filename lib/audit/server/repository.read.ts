import 'server-only'
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import { needlesOf } from '#lib/certificates/search-query.ts'
import type { Cursor } from '#lib/core/cursor.ts'
import type { Database, Trx } from '#lib/db/server/database.ts'
import type { AuditEventsTable } from '#lib/db/server/tables.audit.ts'
import type { Tables } from '#lib/db/server/tables.ts'
import { containsText, storableText } from '#lib/db/server/text.ts'
import type { AuditAction } from '../event.ts'
import type { CheckedAuditFilter } from './filter-input.ts'

export type AuditRow = AuditEventsTable

/** Newest first; one row more than the limit, so that the caller knows whether there is a next page. */
export async function listRows(
  db: Database,
  { filter, cursor, limit }: { filter: CheckedAuditFilter; cursor: Cursor | null; limit: number },
): Promise<AuditRow[]> {
  const isBackward = cursor?.direction === 'previous'
  const edge = Number(cursor?.key[0])
  return db
    .selectFrom('audit_events')
    .selectAll()
    .where((where) => where.and(conditionsOf(where, filter)))
    .$if(cursor !== null, (query) => query.where('sequence', isBackward ? '>' : '<', edge))
    .orderBy('sequence', isBackward ? 'asc' : 'desc')
    .limit(limit + 1)
    .execute()
}

export async function findRow(db: Database, sequence: number): Promise<AuditRow | undefined> {
  return db.selectFrom('audit_events').selectAll().where('sequence', '=', sequence).executeTakeFirst()
}

/** A stretch of the chain, oldest first: `limit` records after `sequence`, up to `last`. */
export async function readChain(
  db: Database,
  stretch: { after: number; last: number; limit: number },
): Promise<AuditRow[]> {
  return db
    .selectFrom('audit_events')
    .selectAll()
    .where('sequence', '>', stretch.after)
    .where('sequence', '<=', stretch.last)
    .orderBy('sequence')
    .limit(stretch.limit)
    .execute()
}

/** The sequences within a stretch that a filter keeps. */
export async function matchingSequences(
  db: Database,
  filter: CheckedAuditFilter,
  stretch: { after: number; last: number },
): Promise<Set<number>> {
  const rows = await db
    .selectFrom('audit_events')
    .select('sequence')
    .where('sequence', '>', stretch.after)
    .where('sequence', '<=', stretch.last)
    .where((where) => where.and(conditionsOf(where, filter)))
    .execute()
  return new Set(rows.map(({ sequence }) => sequence))
}

export async function readHead(db: Database): Promise<{ sequence: number; hash: string }> {
  return db.selectFrom('audit_head').select(['sequence', 'hash']).executeTakeFirstOrThrow()
}

/** The records that name a key of the audit, oldest first. */
export async function readKeyChanges(db: Database | Trx): Promise<Pick<AuditRow, 'sequence' | 'record'>[]> {
  return db
    .selectFrom('audit_events')
    .select(['sequence', 'record'])
    .where('action', '=', 'change_audit_key')
    .orderBy('sequence')
    .execute()
}

export type OperationEvent = Pick<AuditRow, 'sequence' | 'action' | 'outcome' | 'actor'>

export async function findEventsOfOperation(db: Database, operationId: string): Promise<OperationEvent[]> {
  return db
    .selectFrom('audit_events')
    .select(['sequence', 'action', 'outcome', 'actor'])
    .where('operation_id', '=', operationId)
    .orderBy('sequence')
    .execute()
}

/** The newest records of one action on one certificate. */
export async function findRecordsOn(
  db: Database,
  identifier: string,
  action: AuditAction,
): Promise<Pick<AuditRow, 'sequence' | 'at' | 'actor' | 'record'>[]> {
  return db
    .selectFrom('audit_events')
    .select(['sequence', 'at', 'actor', 'record'])
    .where('identifier', '=', identifier)
    .where('action', '=', action)
    .orderBy('sequence', 'desc')
    .limit(100)
    .execute()
}

type Where = ExpressionBuilder<Tables, 'audit_events'>

function conditionsOf(where: Where, filter: CheckedAuditFilter): Expression<SqlBool>[] {
  const conditions: Expression<SqlBool>[] = []
  if (filter.action !== undefined) conditions.push(where('action', 'in', filter.action))
  if (filter.outcome !== undefined) conditions.push(where('outcome', 'in', filter.outcome))
  if (filter.actor !== undefined) conditions.push(where('actor', '=', storableText(filter.actor)))
  if (filter.from !== undefined) conditions.push(where('at', '>=', filter.from))
  if (filter.to !== undefined) conditions.push(where('at', '<', filter.to))
  const needles = needlesOf(filter.q ?? '')
  if (filter.q !== undefined && needles.length > 0) conditions.push(found(where, filter.q, needles))
  return conditions
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Searched for in what a reader may know of the record; the whole id of an operation or of a request too. */
function found(where: Where, q: string, needles: readonly string[]): Expression<SqlBool> {
  const spellings = [q, q.toUpperCase(), q.toLowerCase()]
  const ids = UUID.test(q) ? [where('operation_id', 'in', spellings), where('correlation_id', 'in', spellings)] : []
  return where.or([...ids, ...needles.map((needle) => containsText('search_text', needle))])
}
