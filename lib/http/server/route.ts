import 'server-only'
import { randomUUID } from 'node:crypto'
import { unstable_rethrow } from 'next/navigation'
import { currentActor } from '#lib/auth/server/current-actor.ts'
import { config } from '#lib/config/server/env.ts'
import { createLog } from '#lib/log/server/log.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { AccessError, Verb } from '#lib/service/server/verb.ts'
import { contextFor } from './context.ts'
import { problemResponse, unexpectedResponse } from './problem.ts'
import { answerUnexpected } from './unexpected.ts'

// The GET routes of the API: actor, verb, JSON or problem+json. Nothing here changes anything but the audit.

type RouteParams = Readonly<Record<string, string | string[] | undefined>>
type RouteRequest = {
  /** Decoded: Next hands path segments over as they stood in the URL. */
  readonly params: Readonly<Record<string, string>>
  readonly searchParams: URLSearchParams
}
/** A route without dynamic segments is handed no params at all, whatever Next's types say. */
type RouteHandler = (request: Request, context: { params: Promise<RouteParams | undefined> }) => Promise<Response>

/** How a failure of the verb itself is answered. Every code has its status; the compiler asks for new ones. */
type StatusOf<Failure extends { code: string }> = Readonly<Record<Failure['code'], number>>

/**
 * A GET route that calls one verb. `inputOf` picks what the verb parses; `status` maps the verb's own failures, whose
 * members become members of the problem.
 *
 *     export const GET = readRoute(getOperation, ({ params }) => ({ id: params['id'] }), { not_found: 404 })
 */
export function readRoute<Value, Failure extends { code: string }>(
  verb: Verb<Value, Failure>,
  inputOf: (request: RouteRequest) => unknown,
  status: StatusOf<Failure>,
): RouteHandler {
  return apiRoute(async (ctx, request) => {
    const result = await verb(ctx, inputOf(request))
    if (result.ok) return Response.json(result.value, { headers: { 'cache-control': 'no-store' } })
    return failureResponse(result.error, ctx.correlationId, status)
  })
}

/** The frame of any API route: builds the context and turns whatever is thrown into a problem. */
export function apiRoute(handle: (ctx: VerbContext, request: RouteRequest) => Promise<Response>): RouteHandler {
  return async (request, { params }) => {
    const correlationId = randomUUID()
    try {
      const decoded = decodeParams((await params) ?? {})
      if (!decoded) return problemResponse({ status: 400, code: 'invalid_input', correlationId })
      const ctx = await contextFor(await currentActor(), correlationId)
      return await handle(ctx, { params: decoded, searchParams: new URL(request.url).searchParams })
    } catch (cause) {
      unstable_rethrow(cause)
      const error = answerUnexpected(cause, { log: createLog(config().logLevel), correlationId })
      return unexpectedResponse(error, correlationId)
    }
  }
}

const accessStatus: StatusOf<AccessError> = {
  unauthenticated: 401,
  password_change_required: 403,
  forbidden: 403,
  invalid_input: 400,
}

/** The problem for a verb's failure. */
export function failureResponse<Failure extends { code: string }>(
  error: Failure | AccessError,
  correlationId: string,
  status: StatusOf<Failure>,
): Response {
  const { code, ...more } = error
  const statuses: Readonly<Record<string, number>> = { ...status, ...accessStatus }
  return problemResponse({ status: statuses[code] ?? 500, code, correlationId }, more)
}

/** Null when a segment is no percent-encoded UTF-8. */
function decodeParams(params: RouteParams): Record<string, string> | null {
  try {
    const entries = Object.entries(params).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, decodeURIComponent(value)] as const] : [],
    )
    return Object.fromEntries(entries)
  } catch {
    return null
  }
}
