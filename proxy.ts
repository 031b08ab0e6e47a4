import { randomBytes } from 'node:crypto'
import { NextResponse, type NextRequest } from 'next/server'
import { sessionCookieName } from '#lib/auth/session-cookie.ts'
import { safeNextPath } from '#lib/auth/next-path.ts'
import { sessionSecretOf } from '#lib/auth/server/session-secret.ts'
import { sessionIdOf } from '#lib/auth/server/session-token.ts'
import { config as consoleConfig, type Config } from '#lib/config/server/env.ts'
import { paths } from '#lib/core/paths.ts'
import { contentSecurityPolicy, newNonce, securityHeaders } from '#lib/http/server/security-headers.ts'

/**
 * Headers for every answer, and a convenience: who has no cookie of ours is sent to the sign-in page. This is never
 * authorisation; each page, route and action reads the session's row for itself.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const settings = consoleConfig()
  const { isHttps } = settings.web
  const policy = contentSecurityPolicy({ nonce: newNonce(randomBytes), isHttps, isDevelopment: settings.isDevelopment })
  const response = (await wantsSignIn(request, settings)) ? signInRedirect(request, settings) : passOn(request, policy)
  response.headers.set('content-security-policy', policy)
  for (const [name, value] of Object.entries(securityHeaders({ isHttps }))) response.headers.set(name, value)
  return response
}

// Next reads this statically: it must be a literal.
export const config = { matcher: '/((?!_next/static/|_next/image).*)' }

/** Next takes the nonce for its own scripts from the request's policy. */
function passOn(request: NextRequest, policy: string): NextResponse {
  const headers = new Headers(request.headers)
  headers.set('content-security-policy', policy)
  headers.set('x-nonce', /'nonce-([^']+)'/.exec(policy)?.[1] ?? '')
  return NextResponse.next({ request: { headers } })
}

async function wantsSignIn(request: NextRequest, settings: Config): Promise<boolean> {
  const { pathname } = request.nextUrl
  if (request.method !== 'GET' && request.method !== 'HEAD') return false
  // The API answers for itself, and whatever has a file ending is public.
  if (pathname === paths.signIn || pathname.startsWith('/api/') || /\.\w+$/.test(pathname)) return false
  const cookie = request.cookies.get(sessionCookieName(settings.web.isHttps))?.value
  return (await sessionIdOf(cookie, sessionSecretOf(settings))) === null
}

/** `request.url` always says localhost: redirects are built from the public origin. */
function signInRedirect(request: NextRequest, settings: Config): NextResponse {
  const url = new URL(paths.signIn, settings.web.publicOrigin)
  const next = safeNextPath(`${request.nextUrl.pathname}${request.nextUrl.search}`)
  if (next !== paths.overview) url.searchParams.set('next', next)
  return NextResponse.redirect(url, 307)
}
