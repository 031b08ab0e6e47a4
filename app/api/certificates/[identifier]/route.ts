import { getCertificate } from '#lib/certificates/server/get.ts'
import { readRoute } from '#lib/http/server/route.ts'

export const GET = readRoute(getCertificate, ({ params }) => ({ identifier: params['identifier'] }), {
  certificate_not_found: 404,
  certificate_unread: 503,
})
