import { auditFilterOf } from '#lib/audit/filter.ts'
import { exportAudit } from '#lib/audit/server/export.ts'
import { downloadResponse, refuseHead } from '#lib/http/server/download.ts'
import { apiRoute, failureResponse } from '#lib/http/server/route.ts'

const status = { unknown_head: 404, signed_record_missing: 409 }

export const GET = apiRoute(async (ctx, { searchParams }) => {
  const head = searchParams.get('head')
  const asked = { format: searchParams.get('format') ?? '', ...(head !== null && { head }) }
  const result = await exportAudit(ctx, { ...auditFilterOf(searchParams), ...asked })
  return result.ok ? downloadResponse(result.value) : failureResponse(result.error, ctx.correlationId, status)
})

export const HEAD = refuseHead
