import { readRoute } from '#lib/http/server/route.ts'
import { listViews } from '#lib/views/server/list.ts'

export const GET = readRoute(
  listViews,
  ({ searchParams }) => (searchParams.has('counts') ? { counts: searchParams.get('counts') } : {}),
  {},
)
