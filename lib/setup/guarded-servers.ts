import { randomUUID } from 'node:crypto'
import { Server, ServerResponse, IncomingMessage } from 'node:http'
import { Duplex } from 'node:stream'
import { plainAddress, type Guard, type Verdict } from './request-guard.ts'

/**
 * Longer than proxies keep a connection that nobody uses (nginx: 60 s). Node's own 5 s would close it just as a proxy
 * sends on it, and a confirmed revocation would be answered 502.
 */
const KEEP_ALIVE_MS = 75_000

/**
 * Puts the guard before every HTTP server that this process opens from now on, whoever opens it, and answers the set
 * of those that listen. `publicOrigin` is what the application is then told it was called by; `onListening` is called for each.
 */
export function guardServers(guard: Guard, publicOrigin: string, onListening: () => void): ReadonlySet<Server> {
  const servers = new Set<Server>()
  const forwarded = forwardedHeaders(new URL(publicOrigin))
  const emit: unknown = Reflect.get(Server.prototype, 'emit')
  if (typeof emit !== 'function') throw new TypeError('http.Server emits no events')
  Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]): boolean {
    if (event === 'listening') {
      servers.add(this)
      this.keepAliveTimeout = KEEP_ALIVE_MS
      onListening()
    }
    if (event === 'close') servers.delete(this)
    const [request, answer] = args
    if ((event === 'request' || event === 'upgrade') && request instanceof IncomingMessage) {
      const verdict = judge(guard, request, forwarded)
      if (isResponse(answer) && !admitRequest(verdict, answer)) return true
      if (answer instanceof Duplex && event === 'upgrade' && !admitUpgrade(verdict, answer)) return true
    }
    return Reflect.apply(emit, this, [event, ...args]) === true
  }
  return servers
}

/**
 * What Next asks itself in a client's name (an action of another page, the page that an action leads to) comes with the
 * client's headers, under the name that the socket has, from this machine. It was judged when it came in: this word,
 * which leaves the process for no client, says so.
 */
const JUDGED = 'x-rescind-judged'
const ours = randomUUID()

/** Judges a request and leaves forwarded headers behind that are true, whatever came in. */
function judge(guard: Guard, request: IncomingMessage, forwarded: Readonly<Record<string, string>>): Verdict {
  const judged = request.headers[JUDGED] === ours ? request.headers['x-forwarded-for'] : undefined
  if (typeof judged === 'string') return { kind: 'pass', address: judged }
  const peer = plainAddress(request.socket.remoteAddress ?? '')
  const verdict = guard({ url: request.url ?? '', peer, headers: request.headers })
  const claims = Object.keys(request.headers).filter((name) => /^(forwarded$|x-real-ip$|x-forwarded-)/.test(name))
  for (const name of claims) Reflect.deleteProperty(request.headers, name)
  Object.assign(request.headers, forwarded, { 'x-forwarded-for': verdict.address, [JUDGED]: ours })
  return verdict
}

function forwardedHeaders(url: URL): Readonly<Record<string, string>> {
  const isHttps = url.protocol === 'https:'
  return {
    'x-forwarded-host': url.host,
    'x-forwarded-proto': isHttps ? 'https' : 'http',
    'x-forwarded-port': url.port || (isHttps ? '443' : '80'),
  }
}

function admitRequest(verdict: Verdict, response: ServerResponse): boolean {
  response.setHeader('x-content-type-options', 'nosniff')
  switch (verdict.kind) {
    case 'pass':
      return true
    case 'redirect':
      response.writeHead(307, { location: verdict.location, 'cache-control': 'no-store' }).end()
      return false
    case 'misdirected':
      response.writeHead(421, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
      response.end('This console answers to its public address only (RESCIND_PUBLIC_URL).\n')
      return false
  }
}

function admitUpgrade(verdict: Verdict, socket: Duplex): boolean {
  if (verdict.kind === 'pass') return true
  socket.end('HTTP/1.1 421 Misdirected Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
  return false
}

function isResponse(value: unknown): value is ServerResponse {
  return value instanceof ServerResponse
}
