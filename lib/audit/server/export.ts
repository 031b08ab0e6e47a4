import 'server-only'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { Database } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { verb } from '#lib/service/server/verb.ts'
import { missedBy } from './checkpoint-memory.ts'
import type { ChainPlace } from './check-stretch.ts'
import type { AuditProblem } from '../entry.ts'
import { csvProof } from './csv-proof.ts'
import { exportCsv } from './export-csv.ts'
import { exportJsonl } from './export-jsonl.ts'
import { exportInput, type CheckedAuditFilter } from './filter-input.ts'
import { recordEvent } from './record.ts'
import { findRow } from './repository.read.ts'

export type AuditExport = {
  contentType: string
  fileName: string
  /** Text in batches. When the store fails on the way, the file ends by saying, or showing, that it is partial. */
  body: AsyncIterable<string>
}

export type ExportFailure =
  | { code: 'unknown_head' }
  /** What this machine remembers to have signed is not in the log any more. */
  | { code: 'signed_record_missing'; sequence: number; problem: AuditProblem }

type Format = 'jsonl' | 'csv' | 'csv-proof'

/**
 * The audit log as a file. The export is recorded first: when nothing can be recorded, nothing is exported. `jsonl` is
 * evidence (`npm run audit:verify -- FILE`) and ends with that record; `csv` is for reading, up to that record or to
 * `head`; `csv-proof` signs the CSV of the same filter and `head`. FORMAT.md says what each of them holds. Nothing is
 * signed of a log that lacks what was signed before.
 */
export const exportAudit = verb({
  name: 'export_audit',
  permission: 'audit.export',
  kind: 'read',
  input: exportInput,
  run: async (ctx, input): Promise<Result<AuditExport, ExportFailure>> => {
    const { format, head: asked, ...filter } = input
    const upTo = asked === undefined ? null : await placeOf(ctx.db, asked)
    if (upTo === undefined) return err({ code: 'unknown_head' })
    const spelledFilter = spelledOut(filter)
    const details = { format, filter: spelledFilter, ...(asked !== undefined && { head: asked }) }
    const missed = format === 'csv' ? null : await missedBy(ctx.db, await ctx.auditSeal.memory.read())
    if (missed !== null) {
      const event = { action: 'export_audit', outcome: 'denied', details: { ...details, firstBad: missed } } as const
      await transaction(ctx.db, (trx) => recordEvent(trx, ctx, event))
      return err({ code: 'signed_record_missing', ...missed })
    }
    const own = await transaction(ctx.db, (trx) =>
      recordEvent(trx, ctx, { action: 'export_audit', outcome: 'done', details }),
    )
    return ok(fileOf(ctx, { format, filter, spelledFilter, head: upTo ?? own }))
  },
})

function fileOf(
  { db, clock, auditSeal: { key } }: VerbContext,
  parts: { format: Format; filter: CheckedAuditFilter; spelledFilter: SpelledFilter; head: ChainPlace },
): AuditExport {
  const { format, filter, spelledFilter, head } = parts
  const day = new Date(clock.now()).toISOString().slice(0, 10)
  const name = `rescind-audit-${day}-${head.sequence}`
  switch (format) {
    case 'jsonl':
      return {
        contentType: 'application/jsonl; charset=utf-8',
        fileName: `${name}.jsonl`,
        body: exportJsonl(db, { filter, spelledFilter, head, key }),
      }
    case 'csv':
      return {
        contentType: 'text/csv; charset=utf-8; header=present',
        fileName: `${name}.csv`,
        body: exportCsv(db, filter, head),
      }
    case 'csv-proof':
      return {
        contentType: 'application/json; charset=utf-8',
        fileName: `${name}.csv.proof.json`,
        body: csvProof(exportCsv(db, filter, head), { spelledFilter, head, key }),
      }
  }
}

async function placeOf(db: Database, sequence: number): Promise<ChainPlace | undefined> {
  const row = await findRow(db, sequence)
  return row && { sequence: row.sequence, hash: row.hash }
}

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
