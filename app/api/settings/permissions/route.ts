import { readRoute } from '#lib/http/server/route.ts'
import { checkRam } from '#lib/settings/server/check-ram.ts'

export const GET = readRoute(checkRam, () => ({}), {})
