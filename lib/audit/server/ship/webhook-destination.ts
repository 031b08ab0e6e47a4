import 'server-only'
import { createHmac } from 'node:crypto'
import type { Socket } from 'node:net'
import { Client } from 'undici'
import { proxyFor } from '#lib/cloud/server/proxy.ts'
import { connectTargetOf } from '#lib/cloud/server/route.ts'
import { maxHeaderBytes, readBody } from '#lib/cloud/server/wire.ts'
import type { Clock } from '#lib/core/clock.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { connectionFailure, connectTo } from './connection.ts'
import { bytesOf, fingerprintOf, type Destination, type ShipFailure, type ShippedLine } from './destination.ts'
import { retryAfterMs } from './retry-after.ts'

/** Many receivers refuse a body of more than 100 kB unless they are told otherwise. */
const BATCH_BYTES = 96 * 1024
const WITHIN_MS = 30_000
const ANSWER_BYTES = 64 * 1024

export type WebhookOptions = {
  /** https, or http on this machine. User and password in it become basic authentication. */
  readonly url: string
  /** Signs the body: `rescind-signature`. */
  readonly secret: string | null
  /** HTTPS_PROXY and NO_PROXY. */
  readonly proxyUrl?: string | undefined
  readonly noProxy?: string | undefined
  readonly clock: Clock
  /** Certificate authorities in PEM to trust instead of the built-in ones. */
  readonly trustedCa?: string | undefined
  readonly withinMs?: number | undefined
}

/**
 * POST of JSON lines. Acknowledged means a status of 2xx. A connection for each batch, no redirect is followed, and one
 * time-out is for all of it.
 */
export function webhookDestination(options: WebhookOptions): Destination {
  const url = new URL(options.url)
  const { withinMs = WITHIN_MS } = options
  return {
    kind: 'webhook',
    fingerprint: fingerprintOf('webhook', withoutPassword(url)),
    // Services keep their secrets in paths too.
    address: url.pathname === '/' && url.search === '' ? url.origin : `${url.origin}/…`,
    limits: { records: 500, bytes: BATCH_BYTES },
    deliver: async (lines, signal) => {
      const patience = AbortSignal.timeout(withinMs)
      try {
        return await post(url, lines, { ...options, signal: AbortSignal.any([signal, patience]) })
      } catch (cause) {
        return err(connectionFailure(cause, patience.aborted))
      }
    },
  }
}

/** With another password it is the same destination. */
function withoutPassword(url: URL): string {
  const other = new URL(url)
  other.password = ''
  return other.href
}

type Means = WebhookOptions & { readonly signal: AbortSignal }

async function post(url: URL, lines: readonly ShippedLine[], means: Means): Promise<Result<null, ShipFailure>> {
  const { proxyUrl, noProxy, trustedCa, signal, clock } = means
  const proxy = proxyFor(url.origin, proxyUrl, noProxy)
  const socket = await connectTo(connectTargetOf({ origin: url.origin, proxy, trustedCa }), signal)
  const client = clientOver(socket, url.origin)
  const end = (): void => void client.destroy(new Error('told to end'))
  signal.addEventListener('abort', end, { once: true })
  try {
    const body = bytesOf(lines)
    const {
      statusCode,
      headers,
      body: answer,
    } = await client.request({
      method: 'POST',
      path: `${url.pathname}${url.search}`,
      headers: headersFor(url, lines, body, means),
      body,
      signal,
      // `connection: close`
      reset: true,
    })
    // The status is the answer; what else it says is only taken so that the receiver can end in peace.
    await readBody(answer, ANSWER_BYTES)
    return verdictOf(statusCode, retryAfterMs(headers['retry-after'], clock.now()))
  } finally {
    signal.removeEventListener('abort', end)
    await client.destroy()
  }
}

function verdictOf(status: number, asked: number): Result<null, ShipFailure> {
  if (status >= 200 && status < 300) return ok(null)
  const isRedirect = status >= 300 && status < 400
  const isPause = status === 429 || status === 503
  const retryAfter = isPause && asked > 0 ? { retryAfterMs: asked } : {}
  return err({ cause: isRedirect ? 'redirected' : 'refused', detail: String(status), ...retryAfter })
}

function headersFor(url: URL, lines: readonly ShippedLine[], body: Buffer, means: Means): Record<string, string> {
  const sequences = lines.map(({ sequence }) => sequence)
  const { username, password } = url
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {
    'content-type': 'application/x-ndjson',
    'user-agent': 'rescind',
    'rescind-first-sequence': String(Math.min(...sequences)),
    'rescind-last-sequence': String(Math.max(...sequences)),
    ...(credentials !== ':' && { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
    ...(means.secret !== null && { 'rescind-signature': signatureOf(means.secret, means.clock.now(), body) }),
  }
}

/** HMAC-SHA256 over the time in seconds, a dot and the body as it is sent: an old request can be told by its age. */
function signatureOf(secret: string, now: number, body: Buffer): string {
  const seconds = String(Math.floor(now / 1000))
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex')}`
}

/** undici over a connection that is there already, and over no other. */
function clientOver(socket: Socket, origin: string): Client {
  let isGiven = false
  return new Client(origin, {
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: maxHeaderBytes,
    connect: (_options, callback) => {
      const isFirst = !isGiven
      isGiven = true
      // Not at once: undici would not notice.
      queueMicrotask(() => {
        if (isFirst) callback(null, socket)
        else callback(new Error('a batch has one connection'), null)
      })
    },
  })
}
