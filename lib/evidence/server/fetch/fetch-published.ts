import 'server-only'
import { isIP, type Socket } from 'node:net'
import { Client, type Dispatcher } from 'undici'
import { ConnectFailure, errorCode, openSocket } from '#lib/cloud/server/connect.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { addressRefusal, destinationOf, type Destination } from './destination.ts'
import { guardedLookup, systemResolve, type Resolve } from './guarded-lookup.ts'
import { readBody } from './read-body.ts'
import type { FetchPolicy, FetchRefusal, FetchRefusalCode } from './refusal.ts'

export type FetchOptions = {
  readonly policy: FetchPolicy
  /** Of the body, counted as it arrives. */
  readonly limitBytes: number
  /** For everything from the name to the last byte. */
  readonly timeoutMs: number
  /** Longest silence of the server, default 10 s; what is less than a second more or less is not promised. */
  readonly idleMs?: number
  readonly method?: 'GET' | 'POST'
  readonly body?: Uint8Array
  /** Of `body`. */
  readonly contentType?: string
  /** Default Date.now. */
  readonly now?: () => number
  /** Certificate authorities in PEM, instead of the built-in ones. */
  readonly trustedCa?: string
  /** Default dns.lookup. What it gives is judged all the same. */
  readonly resolve?: Resolve
}

export type Fetched = {
  readonly bytes: Buffer
  /** When the last byte had come, epoch ms. */
  readonly fetchedAt: number
  /** A strong or weak one as it came, if it has at most 200 printable characters. */
  readonly etag: string | null
}

/** What is under way: why it was ended, and how. */
type Attempt = { refusal: FetchRefusal | null; readonly ended: AbortController }

const DEFAULT_IDLE_MS = 10_000
const MAX_HEADER_BYTES = 16 * 1024

/**
 * Fetches a CRL, a certificate or an OCSP answer from an address that a certificate names. Follows no redirect, asks no
 * address that the policy does not allow, and bounds time, silence, headers and body. Never throws.
 */
export async function fetchPublished(url: string, options: FetchOptions): Promise<Result<Fetched, FetchRefusal>> {
  const destination = destinationOf(url, options.policy)
  if (!destination.ok) return destination
  const attempt: Attempt = { refusal: null, ended: new AbortController() }
  const client = clientFor(destination.value, attempt, options)
  const timer = setTimeout(() => {
    attempt.refusal ??= { code: 'timed_out', detail: 'it took too long altogether', status: null }
    attempt.ended.abort()
    void client.destroy()
  }, options.timeoutMs)
  try {
    const answer = await client.request(requestFor(destination.value, options))
    const { bytes, etag } = await readAnswer(answer, options.limitBytes)
    return ok({ bytes, etag, fetchedAt: (options.now ?? Date.now)() })
  } catch (cause) {
    return err(attempt.refusal ?? (cause instanceof BadAnswer ? cause.refusal : describeLoss(cause)))
  } finally {
    clearTimeout(timer)
    attempt.ended.abort()
    void client.destroy()
  }
}

function clientFor(destination: Destination, attempt: Attempt, options: FetchOptions): Client {
  const { policy, idleMs = DEFAULT_IDLE_MS, trustedCa, resolve = systemResolve } = options
  const { hostname } = destination
  const onRefusal = (refusal: FetchRefusal): void => {
    attempt.refusal ??= refusal
  }
  const target = { ...destination, trustedCa, lookup: guardedLookup(destination, policy, { resolve, onRefusal }) }
  let hasConnected = false
  return new Client(destination.url.origin, {
    allowH2: false,
    headersTimeout: idleMs,
    bodyTimeout: idleMs,
    maxHeaderSize: MAX_HEADER_BYTES,
    connect: (_options, callback) => {
      // undici connects again when a socket dies before its request has begun.
      if (hasConnected) {
        callback(new Error('one connection was enough'), null)
        return
      }
      hasConnected = true
      openSocket(target, attempt.ended.signal).then(
        (socket) => {
          const refusal = destination.proxy === null ? peerRefusal(socket, hostname, policy) : null
          if (refusal === null) {
            callback(null, socket)
            return
          }
          onRefusal(refusal)
          socket.destroy()
          callback(new Error(refusal.detail), null)
        },
        (cause: unknown) => callback(cause instanceof Error ? cause : new Error('connecting failed'), null),
      )
    },
  })
}

/** Where the connection has really led: a second look, should a way around the first one ever be found. */
function peerRefusal({ remoteAddress }: Socket, hostname: string, policy: FetchPolicy): FetchRefusal | null {
  return remoteAddress === undefined || isIP(remoteAddress) === 0
    ? null
    : addressRefusal(remoteAddress, hostname, policy)
}

function requestFor({ url }: Destination, options: FetchOptions): Dispatcher.RequestOptions {
  const { method = 'GET', body, contentType } = options
  return {
    method,
    path: `${url.pathname}${url.search}`,
    headers: {
      accept: '*/*',
      'accept-encoding': 'identity',
      'user-agent': 'rescind',
      ...(contentType !== undefined && { 'content-type': contentType }),
    },
    ...(body !== undefined && { body }),
    reset: true,
  }
}

class BadAnswer extends Error {
  readonly refusal: FetchRefusal
  constructor(code: FetchRefusalCode, detail: string, status: number) {
    super(detail)
    this.refusal = { code, detail, status }
  }
}

async function readAnswer(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  limitBytes: number,
): Promise<Pick<Fetched, 'bytes' | 'etag'>> {
  // Whatever is left of it is thrown away with the connection; an error that nobody waits for would end the process.
  body.on('error', () => undefined)
  const refuse = (code: FetchRefusalCode, detail: string): never => {
    throw new BadAnswer(code, detail, statusCode)
  }
  if (redirects.includes(statusCode)) refuse('redirected', `it answered ${statusCode}: redirects are not followed`)
  if (statusCode !== 200) refuse('http_status', `it answered ${statusCode}`)
  if (!isPlain(headers['content-encoding'], 'identity') || !isPlain(headers['transfer-encoding'], 'chunked')) {
    refuse('encoded', 'its answer is encoded, though it was asked for as it is')
  }
  const promised = Number(headers['content-length'] ?? 0)
  const bytes = promised > limitBytes ? null : await readBody(body, limitBytes)
  return { bytes: bytes ?? refuse('too_large', 'its answer is larger than allowed'), etag: etagOf(headers['etag']) }
}

const redirects = [300, 301, 302, 303, 307, 308]

function isPlain(header: string | string[] | undefined, plain: string): boolean {
  return header === undefined || (typeof header === 'string' && ['', plain].includes(header.trim().toLowerCase()))
}

function etagOf(header: string | string[] | undefined): string | null {
  return typeof header === 'string' && /^[!-~]{1,200}$/.test(header) ? header : null
}

function describeLoss(cause: unknown): FetchRefusal {
  if (cause instanceof ConnectFailure) return { code: 'unreachable', detail: cause.message, status: null }
  const code = errorCode(cause)
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return { code: 'timed_out', detail: 'it was silent for too long', status: null }
  }
  if (code.startsWith('HPE_') || code === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW') {
    return { code: 'bad_answer', detail: 'its answer is no HTTP that can be read', status: null }
  }
  return { code: 'cut', detail: `the connection was lost (${code})`, status: null }
}
