import 'server-only'
import { isIP } from 'node:net'
import { err, ok, type Result } from '#lib/core/result.ts'
import { proxyFor, type Proxy } from '#lib/cloud/server/proxy.ts'
import { kindOfAddress } from './address.ts'
import type { FetchPolicy, FetchRefusal, FetchRefusalCode } from './refusal.ts'

/** An address of the web that may be asked, unless its name turns out to mean a place that may not. */
export type Destination = {
  readonly url: URL
  /** Without brackets and final dot, lower case. */
  readonly hostname: string
  readonly port: number
  readonly isTls: boolean
  readonly proxy: Proxy | null
}

const MAX_URL_LENGTH = 2_048

/**
 * Judges a URL that somebody else wrote, before anything is sent or looked up. URL has by then turned every spelling of
 * an IPv4 address (decimal, hex, octal, short, full-width) into the one that is judged.
 */
export function destinationOf(text: string, policy: FetchPolicy): Result<Destination, FetchRefusal> {
  const url = text.length > MAX_URL_LENGTH ? null : URL.parse(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return refusal('unusable_url', 'only http and https addresses are asked')
  }
  if (url.username !== '' || url.password !== '') {
    return refusal('unusable_url', 'an address with a user name in it is not asked')
  }
  const hostname = url.hostname.replace(/^\[|\]$|\.$/g, '')
  if (hostname === '') return refusal('unusable_url', 'the address names no host')
  const forbidden = isIP(hostname) === 0 ? null : addressRefusal(hostname, hostname, policy)
  if (forbidden !== null) return err(forbidden)
  const proxy = proxyOf(url, policy)
  if (proxy !== null && !isListed(hostname, policy)) {
    return refusal('not_listed_for_proxy', 'through a proxy only hosts in RESCIND_CRL_HOSTS are asked')
  }
  const isTls = url.protocol === 'https:'
  const port = url.port === '' ? (isTls ? 443 : 80) : Number(url.port)
  return ok({ url, hostname, port, isTls, proxy })
}

/** Null where an address that `hostname` is, or that its name stands for, may be asked. */
export function addressRefusal(address: string, hostname: string, policy: FetchPolicy): FetchRefusal | null {
  switch (kindOfAddress(address)) {
    case 'public':
      return null
    case 'loopback':
      return policy.allowLoopback ? null : describe('forbidden_address', 'it would be this machine itself')
    case 'private':
      return isListed(hostname, policy)
        ? null
        : describe('private_address', 'its address is private, and RESCIND_CRL_HOSTS does not name the host')
    case 'forbidden':
      return describe('forbidden_address', 'its address is reserved or that of a metadata service')
  }
}

function isListed(hostname: string, { allowedPrivateHosts }: FetchPolicy): boolean {
  return allowedPrivateHosts.includes(hostname)
}

/** As everywhere, HTTPS_PROXY is for https; what is asked in plain http goes directly and is judged by its address. */
function proxyOf(url: URL, { proxy }: FetchPolicy): Proxy | null {
  return proxyFor(url.origin, proxy.url ?? undefined, proxy.noProxy ?? undefined)
}

function refusal(code: FetchRefusalCode, detail: string): Result<never, FetchRefusal> {
  return err(describe(code, detail))
}

function describe(code: FetchRefusalCode, detail: string): FetchRefusal {
  return { code, detail, status: null }
}
