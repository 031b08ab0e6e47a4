import { readRoute } from '#lib/http/server/route.ts'
import { getOperation } from '#lib/operations/server/get.ts'

export const GET = readRoute(getOperation, ({ params }) => ({ id: params['id'] }), { not_found: 404 })
