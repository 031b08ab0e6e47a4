import { timingSafeEqual } from 'node:crypto'
import { err, ok, type Result } from '#lib/core/result.ts'
import { ALGORITHM, canonicalRequest, sha256Hex, sign, stringToSign } from './canonical-request.ts'
import type { Call } from './parse-call.ts'
import { refusals, type Refusal } from './refusal.ts'
import type { Pair } from './url-encoded.ts'
import { headerValues, type WireRequest } from './wire-request.ts'

/** Whose request it is, and the two values that keep it from being sent again. */
export type Authenticated = { readonly accessKeyId: string; readonly date: string; readonly nonce: string }

/** Secret of an AccessKeyId, or undefined when there is no such key. */
export type SecretOf = (accessKeyId: string) => string | undefined

type Authorization = {
  readonly accessKeyId: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

const REQUIRED = [
  'host',
  'x-acs-action',
  'x-acs-content-sha256',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-version',
]
const AUTHORIZATION = /^Credential=([^,\s]+),\s?SignedHeaders=([a-z0-9;-]+),\s?Signature=([0-9a-f]{64})$/

/**
 * Verifies ACS3-HMAC-SHA256 (cas-api.md 3.3) over the request as received: query decoded and encoded anew, exactly the
 * named headers, the body's own hash. Every x-acs-* header that is present has to be among the signed ones, or somebody
 * on the way could have added it. Date and nonce are returned, not judged.
 */
export function authenticate(request: WireRequest, call: Call, secretOf: SecretOf): Result<Authenticated, Refusal> {
  const authorization = parseAuthorization(request)
  if (!authorization.ok) return authorization
  const { accessKeyId, signedHeaders, signature } = authorization.value
  const secret = secretOf(accessKeyId)
  if (secret === undefined) return err(refusals.unknownAccessKey)
  const headers = collectSigned(request, signedHeaders)
  if (!headers.ok) return headers
  const bodyHash = sha256Hex(request.body)
  if (valueOf(headers.value, 'x-acs-content-sha256') !== bodyHash) {
    return err(refusals.signatureDoesNotMatch('x-acs-content-sha256 is not the hash of the body.'))
  }
  const toSign = stringToSign(
    canonicalRequest({
      method: request.method,
      path: call.path,
      query: call.query,
      signedHeaders: headers.value,
      bodyHash,
    }),
  )
  if (!sameText(sign(secret, toSign), signature)) {
    return err(refusals.signatureDoesNotMatch(`Server string to sign is: ${toSign.replace('\n', '\\n')}`))
  }
  const claimed = headerValues(request, 'x-acs-accesskey-id')[0]
  if (headerValues(request, 'x-acs-security-token').length > 0 || (claimed !== undefined && claimed !== accessKeyId)) {
    return err(refusals.tokenMismatch)
  }
  return ok({
    accessKeyId,
    date: valueOf(headers.value, 'x-acs-date'),
    nonce: valueOf(headers.value, 'x-acs-signature-nonce'),
  })
}

function parseAuthorization(request: WireRequest): Result<Authorization, Refusal> {
  const [value, ...more] = headerValues(request, 'authorization')
  if (value === undefined || more.length > 0) {
    return err(refusals.incompleteSignature('Exactly one Authorization header is needed.'))
  }
  const [algorithm = '', ...rest] = value.split(' ')
  if (algorithm !== ALGORITHM) return err(refusals.invalidSignatureMethod)
  const [, accessKeyId, names, signature] = AUTHORIZATION.exec(rest.join(' ')) ?? []
  if (accessKeyId === undefined || names === undefined || signature === undefined) {
    return err(refusals.incompleteSignature('Authorization needs Credential, SignedHeaders and Signature.'))
  }
  return ok({ accessKeyId, signedHeaders: names.split(';'), signature })
}

function collectSigned(request: WireRequest, names: readonly string[]): Result<Pair[], Refusal> {
  if (names.some((name, index) => index > 0 && name <= (names[index - 1] ?? ''))) {
    return err(refusals.incompleteSignature('SignedHeaders has to be sorted and to name each header once.'))
  }
  const unsigned = mandatoryNames(request).find((name) => !names.includes(name))
  if (unsigned !== undefined) return err(refusals.incompleteSignature(`The header ${unsigned} has to be signed.`))
  const pairs: Pair[] = []
  for (const name of names) {
    const [value, ...more] = headerValues(request, name)
    if (value === undefined) return err(refusals.incompleteSignature(`The signed header ${name} is missing.`))
    if (more.length > 0) return err(refusals.incompleteSignature(`The signed header ${name} was sent twice.`))
    pairs.push([name, value])
  }
  return ok(pairs)
}

function mandatoryNames(request: WireRequest): string[] {
  const present = request.headers.map(([name]) => name.toLowerCase())
  const bodyType = request.body.length > 0 ? ['content-type'] : []
  return [...REQUIRED, ...bodyType, ...present.filter((name) => name.startsWith('x-acs-'))]
}

function valueOf(pairs: readonly Pair[], name: string): string {
  return pairs.find(([candidate]) => candidate === name)?.[1].trim() ?? ''
}

function sameText(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
