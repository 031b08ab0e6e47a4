import 'server-only'
import type { Result } from '#lib/core/result.ts'

/** Where we may go for what somebody else's certificate points to. */
export type FetchPolicy = {
  /** In emulator mode only. */
  readonly allowLoopback: boolean
  /** RESCIND_CRL_HOSTS: hosts whose addresses may be private, and the only ones that are asked through a proxy. */
  readonly allowedPrivateHosts: readonly string[]
  readonly proxy: { readonly url: string | null; readonly noProxy: string | null }
}

export type FetchOptions = {
  readonly policy: FetchPolicy
  /** Of the body, counted as it arrives. */
  readonly limitBytes: number
  /** For everything from the name to the last byte. */
  readonly timeoutMs: number
  /** Longest silence of the server, default 10 s. */
  readonly idleMs?: number
  readonly method?: 'GET' | 'POST'
  readonly body?: Uint8Array
  /** Of `body`. */
  readonly contentType?: string
  /** Certificate authorities in PEM, instead of the built-in ones. */
  readonly trustedCa?: string
}

export type Fetched = {
  readonly bytes: Buffer
  /** When the last byte had come, epoch ms. */
  readonly fetchedAt: number
  readonly etag: string | null
}

export type FetchRefusalCode =
  /** No http or https URL, or one with a user name in it. Nothing was sent. */
  | 'unusable_url'
  /** An address that is never asked: metadata, link-local, multicast, loopback outside emulator mode and so on. */
  | 'forbidden_address'
  /** A private address whose host RESCIND_CRL_HOSTS does not name. */
  | 'private_address'
  /** Through a proxy we do not see the address: RESCIND_CRL_HOSTS has to name the host. */
  | 'not_listed_for_proxy'
  /** No address, no connection, no TLS. */
  | 'unreachable'
  | 'timed_out'
  | 'redirected'
  | 'http_status'
  | 'too_large'
  /** Compressed, though we asked for it as it is. */
  | 'encoded'
  /** The connection ended within the answer. */
  | 'cut'
  /** Not HTTP as it should be: endless or broken headers. */
  | 'bad_answer'

export type FetchRefusal = {
  readonly code: FetchRefusalCode
  /** One English sentence for logs and details; of what the server sent it holds the status alone. */
  readonly detail: string
  /** The HTTP status, where one came. */
  readonly status: number | null
}

/**
 * Fetches a CRL, a certificate or an OCSP answer from an address that a certificate names. Follows no redirect, asks no
 * address that the policy does not allow, and bounds time, silence, headers and body. Never throws.
 */
export async function fetchPublished(url: string, options: FetchOptions): Promise<Result<Fetched, FetchRefusal>> {
  throw new Error(`not written yet: ${url} ${String(options.limitBytes)}`)
}
