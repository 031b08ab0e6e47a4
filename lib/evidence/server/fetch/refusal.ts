import 'server-only'

/** Where we may go for what somebody else's certificate points to. */
export type FetchPolicy = {
  /** In emulator mode only. */
  readonly allowLoopback: boolean
  /** RESCIND_CRL_HOSTS: hosts whose addresses may be private, and the only ones that are asked through a proxy. */
  readonly allowedPrivateHosts: readonly string[]
  readonly proxy: { readonly url: string | null; readonly noProxy: string | null }
}

export type FetchRefusalCode =
  /** No http or https URL, or one with a user name in it. Nothing was sent. */
  | 'unusable_url'
  /** An address that is never asked: metadata, link-local, multicast, loopback outside emulator mode. Nothing was sent. */
  | 'forbidden_address'
  /** A private address whose host RESCIND_CRL_HOSTS does not name. Nothing was sent. */
  | 'private_address'
  /** Through a proxy we do not see the address: RESCIND_CRL_HOSTS has to name the host. Nothing was sent. */
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
