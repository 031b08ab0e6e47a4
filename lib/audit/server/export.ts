import 'server-only'
import { ok, type Result } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { verb } from '#lib/service/server/verb.ts'
import { exportCsv } from './export-csv.ts'
import { exportJsonl } from './export-jsonl.ts'
import { exportInput, type CheckedAuditFilter } from './filter-input.ts'
import { recordEvent } from './record.ts'

export type AuditExport = {
  contentType: string
  fileName: string
  /** Text in batches. When the store fails on the way, the file ends by saying, or showing, that it is partial. */
  body: AsyncIterable<string>
}

/**
 * The audit log as a file. The export is recorded first, and that record is the last one in it: when nothing can be
 * recorded, nothing is exported. `jsonl` is evidence (`npm run audit:verify -- FILE`), `csv` is for reading.
 */
export const exportAudit = verb({
  name: 'export_audit',
  permission: 'audit.export',
  kind: 'read',
  input: exportInput,
  run: async (ctx, input): Promise<Result<AuditExport, never>> => {
    const { format, ...filter } = input
    const details = { format, filter: spelledOut(filter) }
    const head = await transaction(ctx.db, (trx) =>
      recordEvent(trx, ctx, { action: 'export_audit', outcome: 'done', details }),
    )
    const day = new Date(ctx.clock.now()).toISOString().slice(0, 10)
    const fileName = `rescind-audit-${day}-${head.sequence}.${format}`
    return ok(
      format === 'jsonl'
        ? {
            contentType: 'application/jsonl; charset=utf-8',
            fileName,
            body: exportJsonl(ctx.db, filter, details.filter, head),
          }
        : { contentType: 'text/csv; charset=utf-8; header=present', fileName, body: exportCsv(ctx.db, filter, head) },
    )
  },
})

/** The filter as it stands in the record and in the file: instants as RFC 3339, absent members absent. */
export type SpelledFilter = {
  q?: string
  action?: string[]
  actor?: string
  outcome?: string[]
  from?: string
  to?: string
}

function spelledOut({ q, action, actor, outcome, from, to }: CheckedAuditFilter): SpelledFilter {
  return {
    ...(q !== undefined && q !== '' ? { q } : {}),
    ...(action ? { action } : {}),
    ...(actor !== undefined ? { actor } : {}),
    ...(outcome ? { outcome } : {}),
    ...(from !== undefined ? { from: new Date(from).toISOString() } : {}),
    ...(to !== undefined ? { to: new Date(to).toISOString() } : {}),
  }
}
