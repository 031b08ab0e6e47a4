import { isAlive } from '#lib/http/server/health.ts'

export const dynamic = 'force-dynamic'

/** The process answers. */
export function GET(): Response {
  return isAlive()
}
