import { createHash, sign, type KeyObject } from 'node:crypto'
import { buildOcspRequest, type OcspQuestion } from '#lib/evidence/server/ocsp/build-request.ts'
import type { Authority } from '#lib/pki/authority.ts'
import {
  bitString,
  enumerated,
  explicit,
  generalizedTime,
  implicit,
  integerFromHex,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  sequenceOf,
} from '#lib/pki/der.ts'
import { issueOcspResponse, parseOcspRequest, type OcspStatus } from '#lib/pki/ocsp.ts'
import { subjectPublicKeyBits } from '#lib/pki/key.ts'
import { signatureAlgorithm } from '#lib/pki/sign.ts'

const DAY_MS = 86_400_000

/** What the CA that the emulator runs answers to our own request. */
export function answerFor(
  issuing: Authority,
  question: OcspQuestion & { readonly now: number },
  status: OcspStatus,
): Uint8Array {
  const request = buildOcspRequest(question)
  if (!request.ok) throw new Error(request.error.detail)
  const parsed = parseOcspRequest(request.value)
  if (!parsed.ok) throw new Error(parsed.error)
  const answers = parsed.value.certIds.map((certId) => ({ certId, ...status }))
  const { now } = question
  return issueOcspResponse(issuing, { answers, nonce: parsed.value.nonce, producedAt: now, nextUpdate: now + DAY_MS })
}

/** An answer put together part by part, so that any of them can be wrong. Signed over whatever it then says. */
export type OcspParts = {
  readonly status: Uint8Array
  readonly responder: Uint8Array
  readonly producedAt: Uint8Array
  readonly responses: readonly Uint8Array[]
  readonly extensions: readonly Uint8Array[]
  readonly algorithm: Uint8Array
  readonly key: KeyObject
  readonly certificates: readonly Uint8Array[]
}

export function madeAnswer(authority: Authority, now: number, changes: Partial<OcspParts>): Buffer {
  const parts: OcspParts = {
    status: enumerated(0),
    responder: explicit(2, octetString(authority.keyIdentifier)),
    producedAt: generalizedTime(now),
    responses: [],
    extensions: [],
    algorithm: signatureAlgorithm(authority),
    key: authority.privateKey,
    certificates: [],
    ...changes,
  }
  const { status, responder, producedAt, responses, extensions, algorithm, key, certificates } = parts
  const listed = extensions.length === 0 ? [] : [explicit(1, sequenceOf(extensions))]
  const toBeSigned = sequence(responder, producedAt, sequenceOf(responses), ...listed)
  const along = certificates.length === 0 ? [] : [explicit(0, sequenceOf(certificates))]
  const basic = sequence(toBeSigned, algorithm, bitString(sign('sha256', toBeSigned, key)), ...along)
  const body = sequence(objectIdentifier('1.3.6.1.5.5.7.48.1.1'), octetString(basic))
  return Buffer.from(sequence(status, explicit(0, body)))
}

/** CertID with the hash that is asked for. */
export function certId(authority: Authority, serialNumber: string, hash: 'sha1' | 'sha256' = 'sha1'): Uint8Array {
  const digest = (bytes: Uint8Array): Uint8Array => octetString(createHash(hash).update(bytes).digest())
  const oid = hash === 'sha1' ? '1.3.14.3.2.26' : '2.16.840.1.101.3.4.2.1'
  return sequence(
    sequence(objectIdentifier(oid), nullValue()),
    digest(authority.subjectDer),
    digest(subjectPublicKeyBits(authority.spkiDer)),
    integerFromHex(serialNumber),
  )
}

export const good = implicit(0, new Uint8Array())

/** One SingleResponse; times are epoch ms. */
export function singleResponse(
  id: Uint8Array,
  status: Uint8Array,
  thisUpdate: number,
  nextUpdate: number | null,
  ...extensions: readonly Uint8Array[]
): Uint8Array {
  const end = nextUpdate === null ? [] : [explicit(0, generalizedTime(nextUpdate))]
  const listed = extensions.length === 0 ? [] : [explicit(1, sequenceOf(extensions))]
  return sequence(id, status, generalizedTime(thisUpdate), ...end, ...listed)
}
