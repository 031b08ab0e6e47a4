import { certificateFilterOf } from '#lib/certificates/filter.ts'
import { exportFailureCookie } from '#lib/certificates/export.ts'
import { exportCertificates } from '#lib/certificates/server/export/export.ts'
import { config } from '#lib/config/server/env.ts'
import { downloadResponse, refuseHead } from '#lib/http/server/download.ts'
import { apiRoute, failureResponse } from '#lib/http/server/route.ts'

const status = { too_many_exports: 429 }

const answer = apiRoute(async (ctx, { searchParams }) => {
  const format = searchParams.get('format') ?? ''
  const result = await exportCertificates(ctx, { ...certificateFilterOf(searchParams), format })
  return result.ok ? downloadResponse(result.value) : failureResponse(result.error, ctx.correlationId, status)
})

export const HEAD = refuseHead

export const GET: typeof answer = async (request, context) => {
  const response = await answer(request, context)
  if (!response.ok) {
    response.headers.append('set-cookie', exportFailureCookie(response.status, config().web.isHttps))
  }
  return response
}
