import 'server-only'
import { z } from 'zod'
import { decodeCursor, pageOf } from '#lib/core/cursor.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { verb } from '#lib/service/server/verb.ts'
import type { OperationPage } from '../operation.ts'
import { operationKinds, operationStates } from '../state.ts'
import { toSummary } from './dto.ts'
import { listOperationRows } from './repository.list.ts'
import { listJoins } from './repository.ts'

/** The cursor's name of this order. */
const ORDER = 'requested_at'

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

/** Every write, newest first. */
export const listOperations = verb({
  name: 'list_operations',
  permission: 'operations.read',
  kind: 'read',
  input: z.object({
    q: z.string().trim().max(256).optional(),
    kind: several(operationKinds),
    state: several(operationStates),
    requestedBy: z.string().trim().max(320).optional(),
    from: time,
    to: time,
    cursor: z.string().max(1024).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(50),
  }),
  run: async (ctx, input): Promise<Result<OperationPage, { code: 'invalid_cursor' }>> => {
    const cursor = input.cursor === undefined ? null : decodeCursor(input.cursor, ORDER)
    if (input.cursor !== undefined && cursor === null) return err({ code: 'invalid_cursor' })
    const found = await listOperationRows(ctx.db, {
      text: input.q || null,
      kinds: input.kind,
      states: input.state,
      requestedBy: input.requestedBy || null,
      from: input.from ?? null,
      to: input.to ?? null,
      cursor,
      limit: input.limit,
    })
    const { rows, nextCursor, previousCursor } = pageOf(found, {
      cursor,
      limit: input.limit,
      of: ORDER,
      keyOf: (row) => [row.requested_at, row.id],
    })
    const joins = await listJoins(
      ctx.db,
      rows.map((row) => row.id),
    )
    return ok({ items: rows.map((row) => toSummary(row, joins)), nextCursor, previousCursor })
  },
})
