import { createHash, createHmac } from 'node:crypto'
import { encodeStrictly, type Pair } from './url-encoded.ts'

export const ALGORITHM = 'ACS3-HMAC-SHA256'

export type SignedParts = {
  readonly method: string
  readonly path: string
  /** Decoded: the wire's own escapes differ from the canonical ones, so a verifier has to encode anew. */
  readonly query: readonly Pair[]
  /** Lower-case names, sorted, each once. */
  readonly signedHeaders: readonly Pair[]
  /** Hex SHA-256 of the body as received, not as claimed. */
  readonly bodyHash: string
}

/** The text that ACS3 hashes (cas-api.md 3.3, step 3). */
export function canonicalRequest(parts: SignedParts): string {
  const query = parts.query
    .map(([name, value]): Pair => [encodeStrictly(name), encodeStrictly(value)])
    .sort(byCodeUnit)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  const headers = parts.signedHeaders.map(([name, value]) => `${name}:${value.trim()}\n`).join('')
  const names = parts.signedHeaders.map(([name]) => name).join(';')
  return [parts.method, parts.path, query, headers, names, parts.bodyHash].join('\n')
}

export function stringToSign(canonical: string): string {
  return `${ALGORITHM}\n${sha256Hex(canonical)}`
}

export function sign(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex')
}

export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

function byCodeUnit(a: Pair, b: Pair): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1
  if (a[1] === b[1]) return 0
  return a[1] < b[1] ? -1 : 1
}
