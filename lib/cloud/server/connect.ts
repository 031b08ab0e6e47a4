import 'server-only'
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { askForTunnel } from './proxy-tunnel.ts'
import type { Proxy } from './proxy.ts'

/** How a connection can fail before a single byte of the request has left. */
export type ConnectPhase = 'dns' | 'connect' | 'tls' | 'proxy'

export class ConnectFailure extends Error {
  readonly phase: ConnectPhase
  /** The system's or TLS's own code where there is one. */
  readonly code: string | null
  constructor(phase: ConnectPhase, message: string, code: string | null = null) {
    super(message)
    this.name = 'ConnectFailure'
    this.phase = phase
    this.code = code
  }
}

export type ConnectTarget = {
  readonly hostname: string
  readonly port: number
  readonly isTls: boolean
  readonly proxy: Proxy | null
  /** Certificate authorities in PEM, instead of the built-in ones. */
  readonly trustedCa?: string | undefined
  /** Instead of the system's; of the target, not of a proxy. */
  readonly lookup?: LookupFunction | undefined
  /** What is spoken over TLS (ALPN); null: nothing that has a name. HTTP where it is left out. */
  readonly protocol?: 'http/1.1' | null | undefined
}

/**
 * A connected socket, ready for the request; through a proxy's tunnel where there is one. Rejects with ConnectFailure.
 * Our own, since undici neither ends a CONNECT that hangs nor tells how far it came. `signal` ends it at any point.
 */
export async function openSocket(target: ConnectTarget, signal: AbortSignal): Promise<Socket> {
  const { proxy, trustedCa, hostname, port, lookup, protocol = 'http/1.1' } = target
  const raw = proxy ? await reachProxy(proxy, target, signal) : await reach({ hostname, port, lookup }, signal)
  if (!target.isTls) return raw
  return secure(raw, { hostname: target.hostname, trustedCa, protocol, phase: 'tls' }, signal)
}

async function reachProxy(proxy: Proxy, target: ConnectTarget, signal: AbortSignal): Promise<Socket> {
  const { trustedCa } = target
  const tcp = await reach(proxy, signal, 'proxy')
  const socket =
    proxy.protocol === 'https:'
      ? await secure(tcp, { hostname: proxy.hostname, trustedCa, protocol: 'http/1.1', phase: 'proxy' }, signal)
      : tcp
  await until(socket, 'proxy', signal, (done, fail) => {
    askForTunnel(socket, { ...target, authorization: proxy.authorization }, done, fail)
  })
  return socket
}

async function reach(
  { hostname, port, lookup }: { hostname: string; port: number; lookup?: LookupFunction | undefined },
  signal: AbortSignal,
  phase: ConnectPhase = 'connect',
): Promise<Socket> {
  const resolution = lookup === undefined ? {} : { lookup }
  const socket = connectTcp({ host: hostname, port, keepAlive: true, noDelay: true, ...resolution })
  await until(socket, phase, signal, (done) => {
    socket.once('connect', done)
  })
  return socket
}

async function secure(
  socket: Socket,
  {
    hostname,
    trustedCa,
    protocol,
    phase,
  }: { hostname: string; trustedCa: string | undefined; protocol: 'http/1.1' | null; phase: ConnectPhase },
  signal: AbortSignal,
): Promise<Socket> {
  const secured = connectTls({
    socket,
    host: hostname,
    // An address is no server name (RFC 6066, section 3); the certificate is checked against it all the same.
    ...(isIP(hostname) === 0 && { servername: hostname }),
    ...(trustedCa !== undefined && { ca: trustedCa }),
    ...(protocol !== null && { ALPNProtocols: [protocol] }),
    minVersion: 'TLSv1.2',
  })
  await until(secured, phase, signal, (done) => {
    secured.once('secureConnect', done)
  })
  return secured
}

/** Waits for one step of a socket; whatever ends it otherwise destroys the socket and rejects. */
function until(
  socket: Socket,
  phase: ConnectPhase,
  signal: AbortSignal,
  start: (done: () => void, fail: (message: string) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (failure: ConnectFailure | null): void => {
      signal.removeEventListener('abort', onAbort)
      socket.off('error', onError)
      socket.off('close', onClose)
      if (!failure) {
        resolve()
        return
      }
      // A destroyed socket can still report an error; unheard, it would end the process.
      socket.on('error', () => undefined)
      socket.destroy()
      reject(failure)
    }
    const onAbort = (): void => finish(new ConnectFailure(phase, `${phaseNames[phase]} took too long`))
    const onError = (cause: Error): void => finish(describeFailure(phase, cause))
    const onClose = (): void => finish(new ConnectFailure(phase, `${phaseNames[phase]} was cut off`))
    socket.on('error', onError)
    socket.on('close', onClose)
    signal.addEventListener('abort', onAbort, { once: true })
    start(
      () => finish(null),
      (message) => finish(new ConnectFailure(phase, message)),
    )
    if (signal.aborted) onAbort()
  })
}

const phaseNames: Record<ConnectPhase, string> = {
  dns: 'looking up the name',
  connect: 'connecting',
  tls: 'the TLS handshake',
  proxy: 'reaching the API through the proxy',
}

function describeFailure(phase: ConnectPhase, cause: Error): ConnectFailure {
  const code = errorCode(cause)
  if (phase === 'connect' && isLookup(cause)) return new ConnectFailure('dns', `the name was not found (${code})`, code)
  return new ConnectFailure(phase, `${phaseNames[phase]} failed (${code})`, code)
}

function isLookup(cause: Error): boolean {
  return 'syscall' in cause && cause.syscall === 'getaddrinfo'
}

/** The code alone: messages of sockets repeat addresses, and OpenSSL's repeat whatever the other side sent. */
export function errorCode(cause: unknown): string {
  if (typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string')
    return cause.code
  return cause instanceof Error ? cause.name : 'unknown'
}
