import { previewRevocation } from '#lib/certificates/server/preview.ts'
import { readRoute } from '#lib/http/server/route.ts'

export const GET = readRoute(previewRevocation, ({ params }) => ({ identifier: params['identifier'] }), {
  not_found: 404,
  certificate_unread: 503,
})
