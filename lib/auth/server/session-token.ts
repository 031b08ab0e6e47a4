import 'server-only'
import { decode, encode } from 'next-auth/jwt'
import { ABSOLUTE_LIMIT_MS } from '#lib/auth/session-limits.ts'

/** next-auth's encrypted JWT, carrying a session id and nothing else: only the session's row says who that is. */
export function encodeSessionToken(sessionId: string, secret: string): Promise<string> {
  return encode({ token: { sid: sessionId }, secret, maxAge: ABSOLUTE_LIMIT_MS / 1000 })
}

/** The session id in a cookie, or null when the cookie is forged, too old or not ours. */
export async function sessionIdOf(cookie: string | undefined, secret: string): Promise<string | null> {
  if (cookie === undefined || cookie === '' || cookie.length > 4_096) return null
  try {
    const token = await decode({ token: cookie, secret })
    const sid = token?.['sid']
    return typeof sid === 'string' ? sid : null
  } catch {
    return null
  }
}
