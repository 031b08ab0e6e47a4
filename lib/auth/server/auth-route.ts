import 'server-only'
import { randomUUID } from 'node:crypto'
import NextAuth from 'next-auth'
import { config } from '#lib/config/server/env.ts'
import { problemResponse, unexpectedResponse } from '#lib/http/server/problem.ts'
import { isSameOrigin } from '#lib/http/server/same-origin.ts'
import { answerUnexpected } from '#lib/http/server/unexpected.ts'
import { createLog } from '#lib/log/server/log.ts'
import { authOptions } from './auth-options.ts'
import { currentActor } from './current-actor.ts'
import { signOutHere } from './sign-in-request.ts'

// What of next-auth's HTTP interface is let through. It believes any Origin that comes with a valid CSRF token, serves
// pages of its own without our policy, and writes what clients send it into the log: all of that stays outside.

const served = new Set([
  'GET csrf',
  'GET providers',
  'GET session',
  'GET signin',
  'GET error',
  'POST callback',
  'POST signout',
])

type AuthRouteContext = { readonly params: Promise<{ nextauth: string[] }> }

export async function handleAuthRequest(request: Request, context: AuthRouteContext): Promise<Response> {
  const correlationId = randomUUID()
  try {
    const settings = config()
    const [action = '', provider] = (await context.params).nextauth
    const method = request.method === 'HEAD' ? 'GET' : request.method
    if (!served.has(`${method} ${action}`) || (action === 'callback' && provider !== 'credentials')) {
      return problemResponse({ status: 404, code: 'not_found', correlationId })
    }
    if (method !== 'GET' && !isSameOrigin(request.headers, settings.web.publicOrigin)) {
      return problemResponse({ status: 403, code: 'foreign_origin', correlationId })
    }
    return await answer(action, request, context)
  } catch (cause) {
    const error = answerUnexpected(cause, { log: createLog(config().logLevel), correlationId })
    return unexpectedResponse(error, correlationId)
  }
}

async function answer(action: string, request: Request, context: AuthRouteContext): Promise<Response> {
  // A session that is over would be answered with a renewed cookie for it.
  if (action === 'session' && (await currentActor()).kind !== 'user') {
    return Response.json({}, { headers: { 'cache-control': 'no-store' } })
  }
  if (action === 'signout') await signOutHere()
  const handler: unknown = NextAuth(authOptions(config()))
  return callHandler(handler, request, context)
}

/** next-auth types its handler for the pages router as well, as `any`. */
async function callHandler(handler: unknown, request: Request, context: AuthRouteContext): Promise<Response> {
  if (typeof handler !== 'function') throw new TypeError('next-auth gave no handler')
  const response: unknown = await Reflect.apply(handler, undefined, [request, context])
  if (!(response instanceof Response)) throw new TypeError('next-auth gave no response')
  return response
}
