import 'server-only'
import { canonicalQuery, type QueryParameters } from './canonical-query.ts'
import type { Credentials } from './credentials.ts'
import { authorizationHeader, sha256Hex, sign } from './signature.ts'

/** The version of the API that this client speaks. */
export const casVersion = '2020-06-30'

/** Every operation that this client may call. RAM names each of them `yundun-cert:<name>`. */
export type CasOperation =
  | 'ListClientCertificate'
  | 'ListCert'
  | 'DescribeClientCertificate'
  | 'DescribeClientCertificateStatus'
  | 'DescribeCACertificate'
  | 'DescribeCACertificateList'
  | 'GetCaInstanceCrlAddress'
  | 'CreateRevokeClientCertificate'
  | 'DeleteClientCertificate'

/** A request as it goes over the wire: POST, parameters in the query, no body. */
export type SignedRequest = {
  readonly operation: CasOperation
  /** `https://cas.aliyuncs.com`. */
  readonly origin: string
  /** `/?Identifier=…`. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly nonce: string
  /** The x-acs-date header. */
  readonly acsDate: string
  readonly accessKeyId: string
  /** What must be struck out of anything that the other side repeats: see exchange.ts. */
  readonly secrets: readonly string[]
}

export type RequestToSign = {
  readonly operation: CasOperation
  readonly parameters: QueryParameters
  readonly origin: string
  readonly credentials: Credentials
  readonly nonce: string
  readonly at: number
}

export function signRequest({ operation, parameters, origin, credentials, nonce, at }: RequestToSign): SignedRequest {
  const query = canonicalQuery(parameters)
  const acsDate = formatAcsDate(at)
  const bodySha256 = sha256Hex('')
  const headers = {
    // Signed with its port, exactly as sent; URL.host leaves a protocol's own port out, and so does every server.
    host: new URL(origin).host,
    'x-acs-version': casVersion,
    'x-acs-action': operation,
    'x-acs-date': acsDate,
    'x-acs-signature-nonce': nonce,
    'x-acs-content-sha256': bodySha256,
    'x-acs-credentials-provider': credentials.provider,
    accept: 'application/json',
    ...(credentials.securityToken !== undefined && {
      'x-acs-accesskey-id': credentials.accessKeyId,
      'x-acs-security-token': credentials.securityToken,
    }),
  }
  const signed = sign({ method: 'POST', path: '/', query, headers, bodySha256 }, credentials.accessKeySecret)
  return {
    operation,
    origin,
    target: query === '' ? '/' : `/?${query}`,
    headers: { ...headers, authorization: authorizationHeader(credentials.accessKeyId, signed) },
    nonce,
    acsDate,
    accessKeyId: credentials.accessKeyId,
    secrets: [credentials.accessKeySecret, credentials.securityToken, signed.signature].filter(isPresent),
  }
}

/** `2026-01-02T03:04:05Z`: ISO 8601 without fractions, in UTC. */
export function formatAcsDate(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

function isPresent(secret: string | undefined): secret is string {
  return secret !== undefined && secret !== ''
}
