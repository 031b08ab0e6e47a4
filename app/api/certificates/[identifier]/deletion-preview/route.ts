import { previewDeletion } from '#lib/certificates/server/preview.ts'
import { readRoute } from '#lib/http/server/route.ts'

export const GET = readRoute(previewDeletion, ({ params }) => ({ identifier: params['identifier'] }), {
  not_found: 404,
  certificate_unread: 503,
})
