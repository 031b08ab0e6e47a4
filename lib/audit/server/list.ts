import 'server-only'
import { decodeCursor, hasKeyOf, pageOf } from '#lib/core/cursor.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { verb } from '#lib/service/server/verb.ts'
import type { AuditPage } from '../entry.ts'
import { entryOf } from './entry-of.ts'
import { listInput } from './filter-input.ts'
import { listRows } from './repository.read.ts'

/** The cursor's name of this order. */
const ORDER = 'sequence'

/** The audit log, newest first. Input: RawAuditFilter of ../filter.ts. */
export const listAudit = verb({
  name: 'list_audit',
  permission: 'audit.read',
  kind: 'read',
  input: listInput,
  run: async (ctx, input): Promise<Result<AuditPage, { code: 'invalid_cursor' }>> => {
    const { cursor: text, limit, ...filter } = input
    const cursor = text === undefined ? null : decodeCursor(text, ORDER)
    if (text !== undefined && !hasKeyOf(cursor, ['number'])) return err({ code: 'invalid_cursor' })
    const found = await listRows(ctx.db, { filter, cursor, limit })
    const page = pageOf(found, { cursor, limit, of: ORDER, keyOf: (row) => [row.sequence] })
    return ok({
      items: page.rows.map(entryOf),
      nextCursor: page.nextCursor,
      previousCursor: page.previousCursor,
    })
  },
})
