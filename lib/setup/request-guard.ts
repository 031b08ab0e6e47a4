import { BlockList, isIP } from 'node:net'
import { isLoopbackHost } from '../config/public-origin.ts'

// What is decided about a request before Next sees it: who sent it, under which name the console was called, and
// whether that is a name of ours. Pure, so that it can be tried without a server.

type GuardSettings = {
  readonly publicOrigin: string
  /** Addresses and networks whose forwarded headers count. */
  readonly trustedProxies: readonly string[]
}

/** The parts of a request that count. Header values as Node gives them. */
export type IncomingRequest = {
  readonly url: string
  readonly peer: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

export type Verdict =
  | { readonly kind: 'pass'; readonly address: string }
  /** 307 to the public origin: the same machine, called by another of its names. */
  | { readonly kind: 'redirect'; readonly location: string; readonly address: string }
  /** 421 (RFC 9110, 15.5.20): a foreign Host means DNS rebinding, or a proxy that hides the public name. */
  | { readonly kind: 'misdirected'; readonly address: string }

export type Guard = (request: IncomingRequest) => Verdict

export function createGuard({ publicOrigin, trustedProxies }: GuardSettings): Guard {
  const isTrusted = trustOf(trustedProxies)
  const publicUrl = new URL(publicOrigin)
  return ({ url, peer, headers }) => {
    const trusted = isTrusted(peer)
    const address = trusted ? forwardedAddress(textOf(headers['x-forwarded-for']), peer, isTrusted) : peer
    if (!url.startsWith('/')) return { kind: 'misdirected', address }
    if (/^\/api\/health\/[^/]*$/.test(pathOf(url))) return { kind: 'pass', address }
    const host = (trusted ? firstOf(textOf(headers['x-forwarded-host'])) : null) ?? textOf(headers['host']) ?? ''
    const called = URL.parse(`${publicUrl.protocol}//${host}`)
    if (!called || called.pathname !== '/' || /[@/?#\\\s]/.test(host)) return { kind: 'misdirected', address }
    if (called.host === publicUrl.host) return { kind: 'pass', address }
    if (isLoopbackHost(publicUrl.hostname) && isLoopbackHost(called.hostname)) {
      return { kind: 'redirect', location: `${publicUrl.origin}${url}`, address }
    }
    return { kind: 'misdirected', address }
  }
}

/** `::ffff:10.0.0.1` is the same peer as `10.0.0.1`. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address
}

function trustOf(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return (address) => {
    const family = isIP(address)
    return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4')
  }
}

/** Proxies append: the last address that is not one of ours is the client's. What stands before it the client wrote. */
function forwardedAddress(header: string | null, peer: string, isTrusted: (address: string) => boolean): string {
  const chain = (header ?? '').split(',').map((part) => plainAddress(part.trim()))
  let nearest = peer
  for (const address of chain.reverse()) {
    if (isIP(address) === 0) break
    nearest = address
    if (!isTrusted(address)) break
  }
  return nearest
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? ''
}

function firstOf(list: string | null): string | null {
  const first = list?.split(',', 1)[0]?.trim()
  return first === undefined || first === '' ? null : first
}

function textOf(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : (value?.join(',') ?? null)
}
