import 'server-only'
import { z } from 'zod'
import { decodeCursor, hasKeyOf, pageOf } from '#lib/core/cursor.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { crlEvidenceAmong } from '#lib/evidence/server/publication-of.ts'
import { verb } from '#lib/service/server/verb.ts'
import { operationSorts, type OperationPage } from '../operation.ts'
import { operationKinds, stateFilters, urgencyOf } from '../state.ts'
import { toSummary } from './dto.ts'
import { countOperationRows, listOperationRows, type OperationConditions } from './repository.list.ts'
import { listJoins, type OperationRow } from './repository.ts'

/** The total is exact up to here. */
const COUNTED = 10_000

const several = <Value extends string>(values: readonly [Value, ...Value[]]) =>
  z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.enum(values)).max(20).default([]))

const time = z
  .string()
  .transform((text, check) => {
    const at = Date.parse(text)
    if (Number.isNaN(at)) check.addIssue({ code: 'custom', message: 'not an RFC 3339 time' })
    return at
  })
  .optional()

const input = z.object({
  q: z.string().trim().max(256).optional(),
  kind: several(operationKinds),
  state: several(stateFilters),
  requestedBy: z.string().trim().max(320).optional(),
  from: time,
  to: time,
  sort: z.enum(operationSorts).default('requested_at'),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
})

/** Every write. */
export const listOperations = verb({
  name: 'list_operations',
  permission: 'operations.read',
  kind: 'read',
  input,
  run: async ({ db, clock }, asked): Promise<Result<OperationPage, { code: 'invalid_cursor' }>> => {
    // Before the rows are read: an answer is never dated later than what it shows.
    const answeredAt = new Date(clock.now()).toISOString()
    const { sort, limit } = asked
    const cursor = asked.cursor === undefined ? null : decodeCursor(asked.cursor, sort)
    if (asked.cursor !== undefined && !hasKeyOf(cursor, keys[sort].types)) return err({ code: 'invalid_cursor' })
    const conditions = conditionsIn(asked)
    const found = await listOperationRows(db, conditions, { sort, cursor, limit })
    const { rows, ...cursors } = pageOf(found, { cursor, limit, of: sort, keyOf: keys[sort].of })
    const isWhole = cursor === null && cursors.nextCursor === null
    const count = isWhole ? rows.length : await countOperationRows(db, conditions, COUNTED)
    const joins = await listJoins(
      db,
      rows.map((row) => row.id),
    )
    const evidence = await crlEvidenceAmong(
      db,
      rows.map((row) => row.identifier),
    )
    return ok({
      answeredAt,
      items: rows.map((row) => toSummary(row, joins, evidence)),
      total: Math.min(count, COUNTED),
      totalIsLowerBound: count > COUNTED,
      ...cursors,
    })
  },
})

function conditionsIn({ q, kind, state, requestedBy, from, to }: z.infer<typeof input>): OperationConditions {
  return {
    text: q || null,
    kinds: kind,
    states: state,
    requestedBy: requestedBy || null,
    from: from ?? null,
    to: to ?? null,
  }
}

/** A row's place under each sort order, as its cursors hold it. */
const keys = {
  requested_at: { types: ['number', 'string'], of: (row: OperationRow) => [row.requested_at, row.id] },
  urgency: {
    types: ['number', 'number', 'string'],
    of: (row: OperationRow) => [urgencyOf(standingOf(row)), placeOf(row), row.id],
  },
} as const

function standingOf({ state, due_at: dueAt, attended_at: attendedAt }: OperationRow) {
  return { state, dueAt, attendedAt }
}

/** Among equals the newest first, of what is scheduled the next one. */
function placeOf({ state, due_at: dueAt, requested_at: requestedAt }: OperationRow): number {
  return state === 'scheduled' ? -(dueAt ?? 0) : requestedAt
}
