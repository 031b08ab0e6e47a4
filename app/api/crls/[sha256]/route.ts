import { getCrlFile } from '#lib/evidence/server/crl-file.ts'
import { bytesResponse } from '#lib/http/server/download.ts'
import { apiRoute, failureResponse } from '#lib/http/server/route.ts'

export const GET = apiRoute(async (ctx, { params }) => {
  const result = await getCrlFile(ctx, { sha256: params['sha256'] })
  if (!result.ok) return failureResponse(result.error, ctx.correlationId, { not_found: 404 })
  return bytesResponse({ contentType: 'application/pkix-crl', ...result.value })
})
