import 'server-only'
import { isIP } from 'node:net'

/** Where the API is. `host` may carry a port. */
export type Endpoint = { readonly host: string; readonly protocol: 'https:' | 'http:' }

/**
 * The origin of an endpoint. Plain http carries signed requests in the clear, so it is for this machine alone and for
 * hosts that somebody named (the emulator in another container). Throws with a sentence otherwise: a wrong endpoint
 * stops the start.
 */
export function endpointOrigin({ host, protocol }: Endpoint, plainHttpHosts: readonly string[] = []): string {
  const url = parseHost(host, protocol)
  if (protocol === 'http:' && !isLoopback(url.hostname) && !plainHttpHosts.some((allowed) => namesHost(allowed, url))) {
    throw new Error(`plain http to ${url.host} is refused: use https, or name the host as one that may be plain`)
  }
  return url.origin
}

function parseHost(host: string, protocol: Endpoint['protocol']): URL {
  const url = URL.canParse(`${protocol}//${host}`) ? new URL(`${protocol}//${host}`) : null
  // Anything beyond host and port would be dropped silently; `user@host` would even name another host.
  if (
    !url ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.hash !== '' ||
    host.includes('@') ||
    host.endsWith('/')
  ) {
    throw new Error('the endpoint must be a host name or address, with a port where needed')
  }
  return url
}

function namesHost(allowed: string, url: URL): boolean {
  const name = allowed.trim().toLowerCase()
  return name !== '' && (name === url.hostname || name === url.host)
}

/** 127.0.0.0/8, ::1 and `localhost`, as URL.hostname writes them. */
export function isLoopback(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}
