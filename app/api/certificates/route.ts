import { certificateFilterOf } from '#lib/certificates/filter.ts'
import { listCertificates } from '#lib/certificates/server/list.ts'
import { readRoute } from '#lib/http/server/route.ts'

export const GET = readRoute(listCertificates, ({ searchParams }) => certificateFilterOf(searchParams), {
  invalid_input: 400,
})
