import 'server-only'
import { z } from 'zod'
import { err, ok, type Result } from '#lib/core/result.ts'
import { verb } from '#lib/service/server/verb.ts'
import type { AuditRecordDetail } from '../entry.ts'
import { entryOf } from './entry-of.ts'
import { parseRecord } from './record-bytes.ts'
import { findRow } from './repository.read.ts'

/**
 * One record with its place in the chain and the very bytes that were hashed. It is a part of reading the log, and is
 * named so where it is refused.
 */
export const getAuditRecord = verb({
  name: 'list_audit',
  permission: 'audit.read',
  kind: 'read',
  input: z.strictObject({ sequence: z.number().int().min(1) }),
  run: async (ctx, { sequence }): Promise<Result<AuditRecordDetail, { code: 'not_found' }>> => {
    const row = await findRow(ctx.db, sequence)
    if (row === undefined) return err({ code: 'not_found' })
    const record = parseRecord(row.record)
    return ok({
      ...entryOf(row),
      role: record?.actor.role ?? null,
      session: record?.actor.session ?? null,
      operationId: row.operation_id,
      comment: record?.comment ?? null,
      previousHash: row.previous_hash,
      recordHash: row.record_hash,
      bytes: row.record,
    })
  },
})
