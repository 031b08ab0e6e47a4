import { readRoute } from '#lib/http/server/route.ts'
import { searchInput } from '#lib/http/search-input.ts'
import { listOperations } from '#lib/operations/server/list.ts'

const single = ['q', 'requestedBy', 'from', 'to', 'sort', 'cursor', 'limit']

export const GET = readRoute(
  listOperations,
  ({ searchParams }) => ({
    ...searchInput(searchParams, single),
    kind: searchParams.getAll('kind'),
    state: searchParams.getAll('state'),
  }),
  { invalid_cursor: 400 },
)
