import 'server-only'
import { z } from 'zod'
import { exportAudit, type AuditExport, type ExportFailure } from '#lib/audit/server/export.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { storableText } from '#lib/db/server/text.ts'
import { verb } from '#lib/service/server/verb.ts'
import { gather, type Gathered, type GatherFailure, type PackScope } from './gather.ts'

const instant = z.iso.datetime({ offset: true })

const input = z.union([
  z.strictObject({ requestId: z.string().min(1).max(128).transform(storableText) }),
  z.strictObject({ identifier: z.string().min(1).max(200).transform(storableText) }),
  z.strictObject({ from: instant, to: instant }),
])

export type EvidencePack = Gathered & {
  readonly scope: PackScope
  /** The audit's records about it with their proof: an export of its own, recorded as such. */
  readonly audit: AuditExport
  /** RFC 3339. */
  readonly madeAt: string
  readonly madeBy: string
}

/**
 * All that this console can show of one write, one certificate, or the writes of a time, for somebody who was not
 * there. Its making is an export of the audit: whoever may not export, or while nothing can be recorded, gets none.
 */
export const exportEvidence = verb({
  name: 'export_evidence',
  permission: 'audit.export',
  kind: 'read',
  input,
  run: async (ctx, asked): Promise<Result<EvidencePack, GatherFailure | SealFailure>> => {
    const scope = scopeOf(asked)
    const gathered = await gather(ctx, scope)
    if (!gathered.ok) return gathered
    const audit = await exportAudit(ctx, { format: 'jsonl', ...auditFilterOf(scope, gathered.value) })
    if (!audit.ok) return err(audit.error.code === 'signed_record_missing' ? audit.error : { code: 'not_found' })
    const madeBy = ctx.actor.kind === 'user' ? ctx.actor.email : ctx.actor.kind
    return ok({
      ...gathered.value,
      scope,
      audit: audit.value,
      madeAt: new Date(ctx.clock.now()).toISOString(),
      madeBy,
    })
  },
})

/** Evidence out of a log that lacks what was signed of it would be none. */
type SealFailure = Extract<ExportFailure, { code: 'signed_record_missing' }>

function scopeOf(asked: z.infer<typeof input>): PackScope {
  if ('requestId' in asked) return { kind: 'request', requestId: asked.requestId }
  if ('identifier' in asked) return { kind: 'certificate', identifier: asked.identifier }
  return { kind: 'period', from: asked.from, to: asked.to }
}

/** Records about the certificate of a RequestId tell more than those that name the RequestId alone. */
function auditFilterOf(scope: PackScope, { operations }: Gathered): { q: string } | { from: string; to: string } {
  switch (scope.kind) {
    case 'certificate':
      return { q: scope.identifier }
    case 'request':
      return { q: operations[0]?.identifier ?? scope.requestId }
    case 'period':
      return { from: scope.from, to: scope.to }
  }
}
