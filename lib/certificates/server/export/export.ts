import 'server-only'
import { z } from 'zod'
import { actorLabel } from '#lib/auth/actor.ts'
import { recordEvent } from '#lib/audit/server/record.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { openSnapshot, type Snapshot } from '#lib/db/server/snapshot.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { verb } from '#lib/service/server/verb.ts'
import type { Download } from '#lib/http/server/download.ts'
import { readFreshness } from '#lib/sync/server/freshness.ts'
import { exportFormats, type CertificateExportFormat } from '../../export.ts'
import { listInput } from '../list-input.ts'
import { planList } from '../repository.plan.ts'
import { understandFilter } from '../understand-filter.ts'
import { csvForm } from './csv.ts'
import { fileParts } from './file-parts.ts'
import { jsonlForm } from './jsonl.ts'
import { pemForm } from './pem.ts'
import { spelledFilter } from './spelled-filter.ts'

type ExportFailure =
  { code: 'too_many_exports' } | { code: 'invalid_input'; issues: { path: string; message: string }[] }

/** What each of them holds open is short of a minute's work for a million certificates, unless its reader is slow. */
const LIMITS = { longestMs: 15 * 60_000, most: 4, mostOfOwner: 2 }

const forms = { csv: csvForm, jsonl: jsonlForm, pem: pemForm }

/**
 * Every certificate of a list as a file, all as of one moment. Page and counts of the list say nothing here. The export
 * is recorded before its first byte, and how it ended before its last line: what cannot be recorded is not whole.
 */
export const exportCertificates = verb({
  name: 'export_certificates',
  permission: 'inventory.read',
  kind: 'read',
  input: listInput.extend({ format: z.enum(exportFormats) }),
  run: async (ctx, input): Promise<Result<Download, ExportFailure>> => {
    const { format, sort, cursor: _cursor, limit: _limit, facets: _facets, sync: _sync, ...filter } = input
    const understood = await understandFilter(ctx.db, filter)
    if (!understood.ok) return err({ code: 'invalid_input', issues: [understood.error] })
    const asked = { format, filter: spelledFilter(filter), sort }
    const snapshot = await openSnapshot(ctx.db, { ...LIMITS, owner: actorLabel(ctx.actor) })
    if (snapshot === null) return err({ code: 'too_many_exports' })
    return closedOnFailure(snapshot, async () => {
      const at = ctx.clock.now()
      const event = { action: 'export_certificates', outcome: 'requested', details: asked } as const
      await transaction(ctx.db, (trx) => recordEvent(trx, ctx, event))
      const plan = await planList(snapshot.db, understood.value, at)
      const mirror = await readFreshness(snapshot.db)
      const parts = { form: forms[format](), snapshot, plan, sort, asked, at, mirror }
      return ok({ ...kinds[format], fileName: fileNameOf(at, format), body: fileParts(ctx, parts) })
    })
  },
})

const kinds: Record<CertificateExportFormat, { contentType: string }> = {
  csv: { contentType: 'text/csv; charset=utf-8; header=present' },
  jsonl: { contentType: 'application/jsonl; charset=utf-8' },
  pem: { contentType: 'application/x-pem-file' },
}

function fileNameOf(at: number, format: CertificateExportFormat): string {
  return `rescind-certificates-${new Date(at).toISOString().slice(0, 19).replaceAll(/[:T]/g, '-')}.${format}`
}

async function closedOnFailure<Value>(snapshot: Snapshot, run: () => Promise<Value>): Promise<Value> {
  try {
    return await run()
  } catch (cause) {
    await snapshot.close()
    throw cause
  }
}
