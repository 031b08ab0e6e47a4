import { getCertificateFile } from '#lib/certificates/server/file.ts'
import { bytesResponse } from '#lib/http/server/download.ts'
import { apiRoute, failureResponse } from '#lib/http/server/route.ts'

export const GET = apiRoute(async (ctx, { params, searchParams }) => {
  const input = { identifier: params['identifier'], form: searchParams.get('form') }
  const result = await getCertificateFile(ctx, input)
  if (!result.ok) return failureResponse(result.error, ctx.correlationId, { not_found: 404 })
  return bytesResponse(result.value)
})
