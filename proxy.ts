import { randomBytes, randomUUID } from 'node:crypto'
import { NextResponse, type NextRequest } from 'next/server'
import { sessionCookieName } from '#lib/auth/session-cookie.ts'
import { safeNextPath } from '#lib/auth/next-path.ts'
import { sessionSecretOf } from '#lib/auth/server/session-secret.ts'
import { sessionIdOf } from '#lib/auth/server/session-token.ts'
import { config as consoleConfig, type Config } from '#lib/config/server/env.ts'
import { paths } from '#lib/core/paths.ts'
import { problemResponse } from '#lib/http/server/problem.ts'
import { isSameOrigin } from '#lib/http/server/same-origin.ts'
import { contentSecurityPolicy, newNonce, securityHeaders } from '#lib/http/server/security-headers.ts'

/**
 * Headers for every answer, one refusal and one convenience: what would change something and comes from no page of
 * ours gets a 403, who has no cookie of ours is sent to the sign-in page. Neither is authorisation; each action checks
 * the Origin and each page, route and action reads the session's row for itself.
 */
export async function proxy(request: NextRequest): Promise<Response> {
  const settings = consoleConfig()
  const { isHttps } = settings.web
  const policy = contentSecurityPolicy({ nonce: newNonce(randomBytes), isHttps, isDevelopment: settings.isDevelopment })
  const response = await answerTo(request, settings, policy)
  response.headers.set('content-security-policy', policy)
  for (const [name, value] of Object.entries(securityHeaders({ isHttps }))) response.headers.set(name, value)
  return response
}

// Next reads this statically: it must be a literal.
export const config = { matcher: '/((?!_next/static/|_next/image).*)' }

async function answerTo(request: NextRequest, settings: Config, policy: string): Promise<Response> {
  if (isSafe(request.method)) {
    return (await wantsSignIn(request, settings)) ? signInRedirect(request, settings) : passOn(request, policy)
  }
  if (isSameOrigin(request.headers, settings.web.publicOrigin)) return passOn(request, policy)
  // Next would answer 500 to a foreign Origin, and let a missing one pass.
  return problemResponse({ status: 403, code: 'foreign_origin', correlationId: randomUUID() })
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

/** Next takes the nonce for its own scripts from the request's policy. */
function passOn(request: NextRequest, policy: string): NextResponse {
  const headers = new Headers(request.headers)
  headers.set('content-security-policy', policy)
  headers.set('x-nonce', /'nonce-([^']+)'/.exec(policy)?.[1] ?? '')
  return NextResponse.next({ request: { headers } })
}

async function wantsSignIn(request: NextRequest, settings: Config): Promise<boolean> {
  const { pathname } = request.nextUrl
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
