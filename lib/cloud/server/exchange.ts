import 'server-only'
import { encodeStrictly } from './canonical-query.ts'
import type { Exchange } from './port.ts'
import { signatureAlgorithm } from './signature.ts'
import type { SignedRequest } from './signed-request.ts'
import type { WireAnswer } from './wire.ts'

// What an operator may see of a call. Headers are let through by name, never struck out by name: one that nobody
// thought of stays inside.

const shownRequestHeaders = [
  'host',
  'accept',
  'x-acs-action',
  'x-acs-version',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-content-sha256',
  'x-acs-credentials-provider',
]
const shownAnswerHeaders = [
  'date',
  'server',
  'via',
  'content-type',
  'content-length',
  'content-encoding',
  'x-acs-request-id',
  'x-acs-trace-id',
  'x-acs-retry-after',
]
const maxShownBodyCharacters = 16 * 1024
const maxShownHeaderCharacters = 1024
const struckOut = '[redacted]'

/** Strikes secrets out of text that the other side sent. */
export type Redactor = (text: string) => string

/**
 * A refused signature is answered with the vendor's own string-to-sign, in which a temporary credential's token
 * stands: so everything received passes here before it is kept, in each way that JSON or a URL may write it.
 */
export function redactorFor(request: Pick<SignedRequest, 'secrets' | 'accessKeyId'>): Redactor {
  const forms = request.secrets.flatMap(waysToWrite).sort((left, right) => right.length - left.length)
  return (text) => {
    const struck = forms.reduce((rest, form) => rest.replaceAll(form, struckOut), text)
    return struck.replaceAll(request.accessKeyId, maskAccessKeyId(request.accessKeyId))
  }
}

function waysToWrite(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1)
  return [
    ...new Set([secret, inJson, inJson.replaceAll('/', '\\/'), encodeURIComponent(secret), encodeStrictly(secret)]),
  ]
}

/** `LTAI****y001`: enough to tell two keys apart. */
export function maskAccessKeyId(accessKeyId: string): string {
  return accessKeyId.length < 12 ? '****' : `${accessKeyId.slice(0, 4)}****${accessKeyId.slice(-4)}`
}

export function shownRequest(request: SignedRequest): Exchange['request'] {
  const { headers, origin, target, accessKeyId } = request
  const signedHeaders = /SignedHeaders=([^,]*)/.exec(headers['authorization'] ?? '')?.[1] ?? ''
  return {
    method: 'POST',
    url: `${origin}${target}`,
    headers: {
      ...pickHeaders(headers, shownRequestHeaders),
      authorization: `${signatureAlgorithm} Credential=${maskAccessKeyId(accessKeyId)},SignedHeaders=${signedHeaders},Signature=${struckOut}`,
    },
  }
}

export function shownAnswer(wire: WireAnswer, redact: Redactor): NonNullable<Exchange['answer']> {
  const body = redact(wire.body)
  const headers = Object.entries(pickHeaders(wire.headers, shownAnswerHeaders))
  return {
    httpStatus: wire.httpStatus,
    headers: Object.fromEntries(
      headers.map(([name, value]) => [name, redact(value).slice(0, maxShownHeaderCharacters)]),
    ),
    body: body.slice(0, maxShownBodyCharacters),
    truncated: wire.end !== 'complete' || body.length > maxShownBodyCharacters,
  }
}

function pickHeaders(headers: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
