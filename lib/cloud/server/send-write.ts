import 'server-only'
import type { Socket } from 'node:net'
import { Client, type buildConnector } from 'undici'
import type { Clock } from '#lib/core/clock.ts'
import { ConnectFailure, errorCode, openSocket } from './connect.ts'
import { connectTargetOf, type Route, type Timeouts } from './route.ts'
import type { SignedRequest } from './signed-request.ts'
import { decodeBody, flattenHeaders, maxHeaderBytes, maxWriteAnswerBytes, readBody, type WireAnswer } from './wire.ts'

/** How one write went over the wire. The truth is in `sentAt`: codes of errors come before and after sending alike. */
export type WriteWire = {
  /** When the socket was handed over; null: not one byte of the request has left. */
  readonly sentAt: number | null
  /** Why nothing was sent. */
  readonly notSent: { readonly cause: ConnectFailure['phase'] | 'deadline'; readonly message: string } | null
  readonly answer: WireAnswer | null
  readonly isTimedOut: boolean
  /** Why there is no whole answer. */
  readonly loss: string | null
  readonly startedAt: number
  readonly endedAt: number
}

type Attempt = {
  readonly deadlineAt: number
  /** Aborts whatever is under way. */
  readonly ended: AbortController
  readonly onSent: () => void
  sentAt: number | null
  notSent: WriteWire['notSent']
  isTimedOut: boolean
  connecting: Promise<void> | null
}
type Means = { readonly route: Route; readonly timeouts: Timeouts; readonly clock: Clock }

/**
 * Sends a request at most once, on a connection of its own, and gives up at the deadline. Never throws.
 *
 * An idle socket may be dead without our knowing, and a write that met one could only be repeated; hence the new
 * client. One timer ends it: neither a signal nor undici's own time-outs end a connection that is still being made.
 */
export async function sendOnce(
  request: SignedRequest,
  means: Means,
  deadlineAt: number,
  onSent: () => void = () => undefined,
): Promise<WriteWire> {
  const { clock, timeouts } = means
  const startedAt = clock.now()
  const attempt: Attempt = {
    deadlineAt,
    ended: new AbortController(),
    onSent,
    sentAt: null,
    notSent: null,
    isTimedOut: false,
    connecting: null,
  }
  if (startedAt >= deadlineAt) {
    return {
      sentAt: null,
      notSent: pastDeadline,
      answer: null,
      loss: null,
      isTimedOut: false,
      startedAt,
      endedAt: startedAt,
    }
  }
  const client = clientFor(attempt, means)
  // Of a clock that is set back the deadline would be an hour away.
  const mayTakeMs = Math.min(deadlineAt - startedAt, timeouts.writeMs)
  const timer = setTimeout(() => {
    attempt.isTimedOut = true
    attempt.ended.abort()
    void client.destroy(new Error('the deadline has passed'))
  }, mayTakeMs)
  const { answer, loss } = await exchangeOnce(client, request, clock)
  clearTimeout(timer)
  attempt.ended.abort()
  await attempt.connecting
  await client.destroy()
  const { sentAt, isTimedOut } = attempt
  const notSent = sentAt === null ? (attempt.notSent ?? neverConnected) : null
  return { sentAt, notSent, answer, loss, isTimedOut, startedAt, endedAt: clock.now() }
}

function clientFor(attempt: Attempt, { route, timeouts, clock }: Means): Client {
  return new Client(route.origin, {
    allowH2: false,
    // The caller's timer is the only one.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: maxHeaderBytes,
    connect: (_options, callback) => {
      // undici connects again when a socket dies under a request that it has not begun: that would be a second try.
      if (attempt.connecting !== null) {
        callback(new Error('a write has one connection'), null)
        return
      }
      const signal = AbortSignal.any([attempt.ended.signal, AbortSignal.timeout(timeouts.connectMs)])
      attempt.connecting = openSocket(connectTargetOf(route), signal).then(
        (socket) => {
          handOver(socket, attempt, clock.now(), callback)
        },
        (cause: unknown) => {
          const failure = cause instanceof ConnectFailure ? cause : new ConnectFailure('connect', 'connecting failed')
          attempt.notSent = { cause: failure.phase, message: failure.message }
          callback(failure, null)
        },
      )
    },
  })
}

/** The last look at the clock. From here on the request counts as sent, whatever happens. */
function handOver(socket: Socket, attempt: Attempt, now: number, callback: buildConnector.Callback): void {
  if (attempt.ended.signal.aborted || now >= attempt.deadlineAt) {
    socket.destroy()
    attempt.notSent = pastDeadline
    callback(new Error(pastDeadline.message), null)
    return
  }
  attempt.sentAt = now
  attempt.onSent()
  callback(null, socket)
}

const pastDeadline = { cause: 'deadline', message: 'the deadline had passed before anything could be sent' } as const
const neverConnected = { cause: 'connect', message: 'no connection was made' } as const

async function exchangeOnce(
  client: Client,
  request: SignedRequest,
  clock: Clock,
): Promise<Pick<WriteWire, 'answer' | 'loss'>> {
  try {
    const { statusCode, headers, body } = await client.request({
      method: 'POST',
      path: request.target,
      headers: request.headers,
      // `connection: close`: nothing may be put on this socket after us.
      reset: true,
    })
    const respondedAt = clock.now()
    const raw = await readBody(body, maxWriteAnswerBytes)
    const flat = flattenHeaders(headers)
    const text = decodeBody(raw, flat['content-encoding'], maxWriteAnswerBytes)
    const answer: WireAnswer = { httpStatus: statusCode, headers: flat, body: text, end: raw.end, respondedAt }
    return { answer, loss: raw.end === 'complete' ? null : 'the answer was cut short' }
  } catch (cause) {
    return { answer: null, loss: `the connection was lost (${errorCode(cause)})` }
  }
}
