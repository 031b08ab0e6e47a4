import { readRoute } from '#lib/http/server/route.ts'
import { getSettings } from '#lib/settings/server/get.ts'

export const GET = readRoute(getSettings, () => ({}), {})
