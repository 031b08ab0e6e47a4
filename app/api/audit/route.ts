import { auditFilterOf } from '#lib/audit/filter.ts'
import { listAudit } from '#lib/audit/server/list.ts'
import { readRoute } from '#lib/http/server/route.ts'

export const GET = readRoute(listAudit, ({ searchParams }) => auditFilterOf(searchParams), { invalid_cursor: 400 })
