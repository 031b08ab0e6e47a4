import 'server-only'
import type { Result } from '#lib/core/result.ts'
import type { StoreFailure } from '#lib/db/server/store-error.ts'

// The one door to the CAS API. What comes through it is already in our own terms: one time unit (epoch
// milliseconds), one status vocabulary, names as they are. Whoever needs another operation adds it here.

export type CloudCertificate = {
  identifier: string
  serialNumber: string
  commonName: string
  subject: string
  sans: { type: 'dns' | 'ip' | 'email' | 'uri' | 'other'; value: string }[]
  alias: string | null
  customIdentifier: string | null
  /** The numeric Id beside the Identifier, as digits: it has 64 bits. */
  vendorId: string | null
  resourceGroupId: string | null
  type: 'client' | 'server'
  vendorStatus: 'ISSUE' | 'REVOKE' | 'PENDING'
  notBefore: number | null
  notAfter: number | null
  caIdentifier: string
  algorithm: string
  keySize: number
  signAlgorithm: string
  md5: string
  sha256: string
  pem: string
  /** Only DescribeClientCertificate gives it. */
  chain: string | null
}

/** What ListCert tells of a certificate: no PEM, alternative names, fingerprints, key size or CA. */
export type CloudSummary = Pick<
  CloudCertificate,
  | 'identifier'
  | 'serialNumber'
  | 'commonName'
  | 'subject'
  | 'alias'
  | 'customIdentifier'
  | 'type'
  | 'vendorStatus'
  | 'notBefore'
  | 'notAfter'
  | 'algorithm'
>

export type CloudCertificateStatus = {
  /** Empty only where the status is `unknown`: the vendor has no certificate by the Identifier that was asked for. */
  serialNumber: string
  status: 'good' | 'revoked' | 'unknown'
  revokeTime: number | null
}

export type CloudAuthority = {
  identifier: string
  parentIdentifier: string | null
  type: 'root' | 'sub'
  commonName: string
  subject: string
  serialNumber: string
  vendorStatus: string
  algorithm: string
  keySize: number
  signAlgorithm: string
  sha256: string
  notBefore: number
  notAfter: number
  pem: string
  crlStatus: string | null
  crlUrl: string | null
  crlDays: number | null
  issuedCount: number | null
  totalCount: number | null
}

/**
 * A field of a list's row that is not what the API promises. The row is kept where it can be: one odd field must not
 * hide a certificate from whoever has to revoke it. `identifier` null: the row has none and could not be kept.
 */
export type CloudOddity = { identifier: string | null; field: string; received: string }

/** Some rows of a list that goes on by token; `next` null: the vendor names no more. `total` null: it did not say. */
export type CloudSlice<Item> = {
  items: Item[]
  next: string | null
  total: number | null
  requestId: string
  oddities?: CloudOddity[]
}

/** `oddities` is absent when every row was plain. */
export type CloudPage<Item> = {
  items: Item[]
  page: number
  pageSize: number
  total: number
  requestId: string
  oddities?: CloudOddity[]
}
/**
 * `readAt` is when the request left, never later than what it shows. An answer without a RequestId has `''`. `skewMs` is
 * our clock less the vendor's, in whole seconds of its Date; null where the answer has none.
 */
export type CloudReading<Value> = { value: Value; requestId: string; readAt: number; skewMs: number | null }

/**
 * Why a read gave nothing.
 * `clock_off`: the vendor refused our date, or its own Date header is minutes away: `skewMs` > 0 means ours is ahead.
 * `store_…`: the vendor was not asked, since its limit of calls could not be kept without the store.
 */
export type ReadFailure = {
  kind:
    | 'not_found'
    | 'forbidden'
    | 'refused'
    | 'throttled'
    | 'clock_off'
    | 'no_credentials'
    | 'unreachable'
    | 'malformed'
    | `store_${StoreFailure}`
  message: string
  requestId?: string
  httpStatus?: number
  code?: string
  recommend?: string
  skewMs?: number
  /** `forbidden`: the RAM action that is lacking, where the answer names it. */
  action?: string
}

export type WriteOperation = 'CreateRevokeClientCertificate' | 'DeleteClientCertificate'

/** The redacted wire exchange: what an operator may see of a call. No secret, no signature, no token. */
export type Exchange = {
  request: { method: 'POST'; url: string; headers: Record<string, string> }
  answer: { httpStatus: number | null; headers: Record<string, string>; body: string; truncated: boolean } | null
  startedAt: number
  endedAt: number
}

/** How a write ended. Only these four; whatever is not clearly one of the first three is `unknown`. */
export type WriteOutcome = (
  | { kind: 'not_sent'; cause: 'dns' | 'connect' | 'tls' | 'deadline' | 'proxy' | 'stopping'; message: string }
  | {
      kind: 'refused'
      requestId: string | null
      httpStatus: number
      code: string
      message: string
      recommend: string | null
      retryAfterMs: number | null
      throttled: boolean
    }
  | { kind: 'succeeded'; requestId: string; httpStatus: number }
  | {
      kind: 'unknown'
      requestId: string | null
      httpStatus: number | null
      cause: 'timed_out' | 'connection_lost' | 'server_error' | 'not_json' | 'truncated' | 'malformed'
      message: string
    }
) & { exchange: Exchange; respondedAt: number; rttMs: number | null; skewMs: number | null }

/** A write that is signed and ready. It can be sent once; a second `send` throws. */
export type PreparedWrite = {
  readonly operation: WriteOperation
  readonly identifier: string
  readonly nonce: string
  /** The x-acs-date header. */
  readonly acsDate: string
  readonly accessKeyId: string
  /** The request as it may be shown. */
  readonly request: Exchange['request']
  /**
   * Just before the socket write the deadline is checked; past it nothing is sent. Aborts at the deadline, and after
   * 10 s whatever the clock says. `onSent` is called when the request counts as sent, before its first byte leaves.
   */
  send: (deadlineAt: number, onSent?: () => void) => Promise<WriteOutcome>
}

export type CertificateCloud = {
  /** ListClientCertificate; pages start at 1. */
  listCertificates: (input: {
    page: number
    pageSize: number
  }) => Promise<Result<CloudPage<CloudCertificate>, ReadFailure>>
  /**
   * ListCert, by token. `modifiedSince` (epoch ms): what the vendor's filter by AfterDate means exactly is not confirmed,
   * so that an answer may hold more than was asked for, or less.
   */
  listSummaries: (input: {
    modifiedSince?: number
    size: number
    next?: string
  }) => Promise<Result<CloudSlice<CloudSummary>, ReadFailure>>
  /** DescribeClientCertificate. */
  getCertificate: (
    identifier: string,
    options?: { interactive?: boolean },
  ) => Promise<Result<CloudReading<CloudCertificate>, ReadFailure>>
  /** DescribeClientCertificateStatus; at most 50 identifiers. `onceWithinMs`: one try, which ends by then. */
  getStatuses: (
    identifiers: readonly string[],
    options?: { interactive?: boolean; onceWithinMs?: number },
  ) => Promise<Result<CloudReading<CloudCertificateStatus[]>, ReadFailure>>
  /** DescribeCACertificateList, every page. */
  listAuthorities: () => Promise<Result<CloudReading<CloudAuthority[]>, ReadFailure>>
  /** DescribeCACertificate: adds the CRL fields and counts. */
  getAuthority: (identifier: string) => Promise<Result<CloudReading<CloudAuthority>, ReadFailure>>
  /** GetCaInstanceCrlAddress. */
  getCrlAddress: (
    caIdentifier: string,
  ) => Promise<Result<CloudReading<{ crlUrl: string | null; nextUpdate: number | null }>, ReadFailure>>
  /** Resolves credentials and signs. Nothing is sent. */
  prepareWrite: (operation: WriteOperation, identifier: string) => Promise<Result<PreparedWrite, ReadFailure>>
}
