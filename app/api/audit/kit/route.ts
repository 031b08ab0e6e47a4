import { getAuditKit } from '#lib/audit/server/kit.ts'
import { downloadResponse } from '#lib/http/server/download.ts'
import { apiRoute, failureResponse } from '#lib/http/server/route.ts'

export const GET = apiRoute(async (ctx, { searchParams }) => {
  const result = await getAuditKit(ctx, { file: searchParams.get('file') ?? '' })
  return result.ok ? downloadResponse(result.value) : failureResponse<never>(result.error, ctx.correlationId, {})
})
