import 'server-only'
import { Pool, type Dispatcher } from 'undici'
import type { Clock } from '#lib/core/clock.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { ConnectFailure, errorCode, openSocket } from './connect.ts'
import { connectTargetOf, type Route, type Timeouts } from './route.ts'
import type { SignedRequest } from './signed-request.ts'
import { decodeBody, flattenHeaders, maxHeaderBytes, maxReadAnswerBytes, readBody, type WireAnswer } from './wire.ts'

export type ReadTransport = {
  /**
   * One attempt, given up after `withinMs` where that is less than any read may take. `rttMs` is from the first byte
   * out to the headers in; null when nothing went out or nothing came.
   */
  readonly send: (request: SignedRequest, withinMs?: number) => Promise<Result<ReadWire, ReadLoss>>
  readonly close: () => Promise<void>
}
export type ReadWire = { readonly answer: WireAnswer; readonly rttMs: number | null }
export type ReadLoss = { readonly message: string; readonly wasSent: boolean }

// As many as ten calls a second need with answers that take 400 ms; more would only queue at the other side.
const maxSockets = 4

/** Reads share a few kept-alive sockets: a read that meets a dead one is simply asked again. */
export function createReadTransport(route: Route, timeouts: Timeouts, clock: Clock): ReadTransport {
  const target = connectTargetOf(route)
  const pool = new Pool(route.origin, {
    connections: maxSockets,
    pipelining: 1,
    allowH2: false,
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.bodyMs,
    maxHeaderSize: maxHeaderBytes,
    connect: (_options, callback) => {
      openSocket(target, AbortSignal.timeout(timeouts.connectMs)).then(
        (socket) => callback(null, socket),
        (cause: unknown) => callback(cause instanceof Error ? cause : new Error('connecting failed'), null),
      )
    },
  })
  return {
    send: (request, withinMs = timeouts.readMs) =>
      sendThrough(pool, request, Math.min(timeouts.readMs, withinMs), clock),
    close: () => pool.destroy(),
  }
}

async function sendThrough(
  pool: Pool,
  request: SignedRequest,
  timeoutMs: number,
  clock: Clock,
): Promise<Result<ReadWire, ReadLoss>> {
  const sent: { at: number | null } = { at: null }
  const dispatcher = pool.compose(noteStart(() => (sent.at = clock.now())))
  try {
    const { statusCode, headers, body } = await dispatcher.request({
      method: 'POST',
      path: request.target,
      headers: request.headers,
      signal: AbortSignal.timeout(timeoutMs),
    })
    const respondedAt = clock.now()
    const raw = await readBody(body, maxReadAnswerBytes)
    const flat = flattenHeaders(headers)
    const text = decodeBody(raw, flat['content-encoding'], maxReadAnswerBytes)
    const answer: WireAnswer = { httpStatus: statusCode, headers: flat, body: text, end: raw.end, respondedAt }
    return ok({ answer, rttMs: elapsed(sent.at, respondedAt) })
  } catch (cause) {
    return err({ message: describeLoss(cause), wasSent: sent.at !== null })
  }
}

/** A connection's own time must not count as the round trip's: the limiter frees slots by the shortest one. */
function noteStart(onStart: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart: (controller, context) => {
        onStart()
        handler.onRequestStart?.(controller, context)
      },
      onRequestUpgrade: (...given) => handler.onRequestUpgrade?.(...given),
      onResponseStart: (...given) => handler.onResponseStart?.(...given),
      onResponseData: (...given) => handler.onResponseData?.(...given),
      onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
      onResponseError: (...given) => handler.onResponseError?.(...given),
    })
}

function elapsed(from: number | null, to: number): number | null {
  return from === null ? null : Math.max(0, to - from)
}

function describeLoss(cause: unknown): string {
  if (cause instanceof ConnectFailure) return cause.message
  if (cause instanceof Error && cause.name === 'TimeoutError') return 'no complete answer came in time'
  return `the connection failed (${errorCode(cause)})`
}
