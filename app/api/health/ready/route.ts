import { isReady } from '#lib/http/server/health.ts'

export const dynamic = 'force-dynamic'

/** The store answers and has this build's schema: requests can be served. */
export function GET(): Promise<Response> {
  return isReady()
}
