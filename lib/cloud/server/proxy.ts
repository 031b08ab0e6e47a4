import 'server-only'
import { isLoopback } from './endpoint.ts'

/** An HTTP proxy that is asked by CONNECT. `authorization` is a secret. */
export type Proxy = {
  readonly protocol: 'http:' | 'https:'
  readonly hostname: string
  readonly port: number
  readonly authorization: string | null
}

/**
 * The proxy for an origin, or null where it is reached directly. Only https is tunnelled: a plain request would show
 * the proxy everything, and plain http goes to this machine or a named neighbour anyway.
 * `noProxy` is the usual list: `*`, `host`, `.suffix`, each with an optional port.
 * Throws when the proxy's URL cannot be used; the message does not repeat it, it may hold a password.
 */
export function proxyFor(origin: string, proxyUrl: string | undefined, noProxy: string | undefined): Proxy | null {
  const target = new URL(origin)
  if (proxyUrl === undefined || proxyUrl.trim() === '') return null
  const proxy = parseProxy(proxyUrl.trim())
  if (target.protocol !== 'https:' || isLoopback(target.hostname)) return null
  return exceptions(noProxy).some((entry) => covers(entry, target)) ? null : proxy
}

function parseProxy(text: string): Proxy {
  const full = text.includes('://') ? text : `http://${text}`
  const url = URL.canParse(full) ? new URL(full) : null
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') {
    throw new Error('the proxy must be an http:// or https:// URL')
  }
  const user = decodeURIComponent(url.username)
  const password = decodeURIComponent(url.password)
  return {
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
    authorization: user === '' ? null : `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`,
  }
}

function exceptions(noProxy: string | undefined): string[] {
  return (noProxy ?? '')
    .split(/[\s,]+/)
    .map((entry) => entry.toLowerCase())
    .filter((entry) => entry !== '')
}

function covers(entry: string, target: URL): boolean {
  if (entry === '*') return true
  const [, name = '', port] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? []
  if (port !== undefined && port !== (target.port || '443')) return false
  const suffix = name.replace(/^\*?\./, '')
  return target.hostname === suffix || target.hostname.endsWith(`.${suffix}`)
}
