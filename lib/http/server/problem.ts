import 'server-only'
import type { Problem } from '../problem.ts'
import type { TransportError } from '../transport-error.ts'

const titles: Readonly<Record<number, string>> = {
  400: 'The request cannot be understood',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Not possible in the present state',
  421: 'This console has another address',
  429: 'Too many requests',
  500: 'Something unexpected happened',
  502: 'Alibaba Cloud did not give a usable answer',
  503: 'Not available just now',
}

/** An error answer of the API: RFC 9457, never stored by anybody. `more` adds members and must not hold secrets. */
export function problemResponse(
  problem: { status: number; code: string; correlationId: string },
  more: Readonly<Record<string, unknown>> = {},
): Response {
  const body: Problem = { ...more, type: 'about:blank', title: titles[problem.status] ?? 'Error', ...problem }
  return Response.json(body, {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  })
}

/** The problem for what no verb foresaw: of the store its word for why, of everything else nothing. */
export function unexpectedResponse(error: TransportError, correlationId: string): Response {
  const { code } = error
  if (code !== 'store_unavailable') return problemResponse({ status: 500, code, correlationId })
  return problemResponse({ status: 503, code, correlationId }, { failure: error.failure })
}
