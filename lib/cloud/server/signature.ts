import 'server-only'
import { createHash, createHmac } from 'node:crypto'

// ACS3-HMAC-SHA256, the V3 signature of Alibaba Cloud's OpenAPI, in small pure steps. Held to five requests that
// the official clients signed and one example that the vendor publishes (tests/vectors/acs3-vectors.json).

export const signatureAlgorithm = 'ACS3-HMAC-SHA256'

export type SignableRequest = {
  readonly method: 'POST' | 'GET'
  /** The path alone, `/` in every RPC call. */
  readonly path: string
  /** As canonicalQuery gives it. */
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly bodySha256: string
}

export type Signature = {
  readonly canonicalRequest: string
  readonly stringToSign: string
  readonly signedHeaders: string
  /** Lower-case hex. */
  readonly signature: string
}

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

export function sign(request: SignableRequest, accessKeySecret: string): Signature {
  const headers = headersToSign(request.headers)
  const signedHeaders = headers.map(([name]) => name).join(';')
  const canonicalRequest = [
    request.method,
    request.path,
    request.query,
    headers.map(([name, value]) => `${name}:${value}\n`).join(''),
    signedHeaders,
    request.bodySha256,
  ].join('\n')
  const stringToSign = `${signatureAlgorithm}\n${sha256Hex(canonicalRequest)}`
  // No key derivation by date or region: the secret itself is the HMAC key.
  const signature = createHmac('sha256', accessKeySecret).update(stringToSign, 'utf8').digest('hex')
  return { canonicalRequest, stringToSign, signedHeaders, signature }
}

export function authorizationHeader(accessKeyId: string, { signedHeaders, signature }: Signature): string {
  return `${signatureAlgorithm} Credential=${accessKeyId},SignedHeaders=${signedHeaders},Signature=${signature}`
}

/** `host`, `content-type` and every `x-acs-…`, lower-cased, trimmed and sorted; nothing else is signed. */
function headersToSign(headers: Readonly<Record<string, string>>): [name: string, value: string][] {
  return Object.entries(headers)
    .map(([name, value]): [string, string] => [name.toLowerCase(), value.trim()])
    .filter(([name]) => name === 'host' || name === 'content-type' || name.startsWith('x-acs-'))
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
}
