import { auditFilterOf } from '#lib/audit/filter.ts'
import { exportAudit } from '#lib/audit/server/export.ts'
import { downloadResponse } from '#lib/http/server/download.ts'
import { apiRoute, failureResponse } from '#lib/http/server/route.ts'

export const GET = apiRoute(async (ctx, { searchParams }) => {
  const format = searchParams.get('format') ?? ''
  const result = await exportAudit(ctx, { ...auditFilterOf(searchParams), format })
  return result.ok ? downloadResponse(result.value) : failureResponse<never>(result.error, ctx.correlationId, {})
})
