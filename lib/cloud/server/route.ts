import 'server-only'
import type { ConnectTarget } from './connect.ts'
import type { Proxy } from './proxy.ts'

/** Everything that both transports, the pool of reads and the one-shot of writes, share. */
export type Route = {
  /** `https://cas.aliyuncs.com`. */
  readonly origin: string
  readonly proxy: Proxy | null
  readonly trustedCa?: string | undefined
}

export type Timeouts = {
  /** Name, connection, proxy and TLS together. */
  readonly connectMs: number
  /** From the request to the answer's headers (reads). */
  readonly headersMs: number
  /** Between two chunks of the answer's body (reads). */
  readonly bodyMs: number
  /** One read from beginning to end. A limiter's lease is longer. */
  readonly readMs: number
  /** One write from beginning to end. Its deadline says the same by the clock, which somebody may set meanwhile. */
  readonly writeMs: number
}

export const defaultTimeouts: Timeouts = {
  connectMs: 5_000,
  headersMs: 10_000,
  bodyMs: 10_000,
  readMs: 20_000,
  writeMs: 10_000,
}

export function connectTargetOf({ origin, proxy, trustedCa }: Route): ConnectTarget {
  const url = new URL(origin)
  const isTls = url.protocol === 'https:'
  return {
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
    isTls,
    proxy,
    trustedCa,
  }
}
