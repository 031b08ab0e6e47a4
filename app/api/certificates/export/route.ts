import { certificateFilterOf } from '#lib/certificates/filter.ts'
import { exportCertificates } from '#lib/certificates/server/export/export.ts'
import { downloadResponse, refuseHead } from '#lib/http/server/download.ts'
import { apiRoute, failureResponse } from '#lib/http/server/route.ts'

const status = { too_many_exports: 429 }

export const GET = apiRoute(async (ctx, { searchParams }) => {
  const format = searchParams.get('format') ?? ''
  const result = await exportCertificates(ctx, { ...certificateFilterOf(searchParams), format })
  return result.ok ? downloadResponse(result.value) : failureResponse(result.error, ctx.correlationId, status)
})

export const HEAD = refuseHead
