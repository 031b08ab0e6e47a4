import 'server-only'
import { createHash } from 'node:crypto'
import { OCSPRequest, type CertID } from 'pkijs'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { Authority } from './authority.ts'
import { crlReasonCodes, type CrlReason } from './crl.ts'
import { serialNumberText } from './decode.ts'
import {
  enumerated,
  explicit,
  generalizedTime,
  implicit,
  objectIdentifier,
  octetString,
  sequence,
  sequenceOf,
} from './der.ts'
import { extension } from './extension.ts'
import { subjectPublicKeyBits } from './key.ts'
import { ocspOids } from './object-identifiers.ts'
import { signed } from './sign.ts'

/** One certificate that a client asks about; `der` is its CertID as it came, to be echoed. */
export type OcspCertId = {
  readonly der: Uint8Array
  readonly serialNumber: string
  readonly hashAlgorithm: string
  readonly issuerNameHash: Uint8Array
  readonly issuerKeyHash: Uint8Array
}

/** `nonce` is the extension's value as it came, to be echoed. */
export type OcspRequest = { readonly certIds: readonly OcspCertId[]; readonly nonce: Uint8Array | null }

/** Hash functions of a CertID by object identifier: SHA-1 (the usual one), SHA-256, SHA-384, SHA-512. */
const hashNames: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

/** RFC 9654 2.1: at most 128 bytes, plus the two or three of the OCTET STRING's header. */
const longestNonce = 131

/** The DER in a GET's path (RFC 6960 A.1): URL-encoded base64, without the leading slash. */
export function ocspRequestFromPath(encoded: string): Result<Uint8Array, 'malformedRequest'> {
  const base64 = decodePath(encoded)
  if (base64 === null || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return err('malformedRequest')
  return ok(Buffer.from(base64, 'base64'))
}

function decodePath(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return null
  }
}

/** Reads a request; a signature on it is not looked at, since nobody is refused here. */
export function parseOcspRequest(der: Uint8Array): Result<OcspRequest, 'malformedRequest'> {
  try {
    const { requestList, requestExtensions = [] } = OCSPRequest.fromBER(new Uint8Array(der)).tbsRequest
    const nonce = requestExtensions.find(({ extnID }) => extnID === ocspOids.nonce)?.extnValue.valueBlock.valueHexView
    const hasUnknownDemand = requestExtensions.some(({ extnID, critical }) => critical && extnID !== ocspOids.nonce)
    if (requestList.length === 0 || hasUnknownDemand || !isNonceFit(nonce)) return err('malformedRequest')
    return ok({ certIds: requestList.map(({ reqCert }) => ocspCertId(reqCert)), nonce: nonce ?? null })
  } catch {
    // pkijs and asn1js say by exceptions of many kinds that bytes are not what they should be.
    return err('malformedRequest')
  }
}

function isNonceFit(nonce: Uint8Array | undefined): boolean {
  return nonce === undefined || (nonce.length > 0 && nonce.length <= longestNonce)
}

function ocspCertId(certId: CertID): OcspCertId {
  return {
    der: new Uint8Array(certId.toSchema().toBER()),
    serialNumber: serialNumberText(certId.serialNumber),
    hashAlgorithm: certId.hashAlgorithm.algorithmId,
    issuerNameHash: certId.issuerNameHash.valueBlock.valueHexView,
    issuerKeyHash: certId.issuerKeyHash.valueBlock.valueHexView,
  }
}

/** Whether the certificate that is asked about bears this CA's name and key as its issuer. */
export function isIssuedBy(certId: OcspCertId, authority: Pick<Authority, 'subjectDer' | 'spkiDer'>): boolean {
  const hashName = hashNames[certId.hashAlgorithm]
  if (hashName === undefined) return false
  const isHashOf = (hash: Uint8Array, bytes: Uint8Array): boolean =>
    createHash(hashName).update(bytes).digest().equals(hash)
  return (
    isHashOf(certId.issuerNameHash, authority.subjectDer) &&
    isHashOf(certId.issuerKeyHash, subjectPublicKeyBits(authority.spkiDer))
  )
}

/** `unknown`: this CA never issued that serial number. revokedAt is epoch milliseconds. */
export type OcspStatus =
  | { readonly status: 'good' }
  | { readonly status: 'revoked'; readonly revokedAt: number; readonly reason?: CrlReason }
  | { readonly status: 'unknown' }

type OcspAnswer = OcspStatus & { readonly certId: OcspCertId }

/** OCSPResponseStatus (RFC 6960 4.2.1); `unauthorized` is what a CA says of certificates that are not its own. */
const errorCodes = { malformedRequest: 1, internalError: 2, tryLater: 3, unauthorized: 6 } as const
export type OcspError = keyof typeof errorCodes

/** Times are epoch milliseconds, cut to whole seconds; producedAt is thisUpdate of every answer, too. */
export type OcspResponse = {
  readonly answers: readonly OcspAnswer[]
  readonly nonce: Uint8Array | null
  readonly producedAt: number
  readonly nextUpdate: number
}

/** DER of a successful response, signed by the CA itself and carrying its certificate. */
export function issueOcspResponse(authority: Authority, response: OcspResponse): Uint8Array {
  const { answers, nonce, producedAt } = response
  const byKey = explicit(2, octetString(authority.keyIdentifier))
  const responseData = sequence(
    byKey,
    generalizedTime(producedAt),
    sequenceOf(answers.map((answer) => singleResponse(answer, response))),
    ...(nonce === null ? [] : [explicit(1, sequence(extension(ocspOids.nonce, false, nonce)))]),
  )
  const basicResponse = signed(responseData, authority, explicit(0, sequence(authority.certificateDer)))
  const responseBytes = sequence(objectIdentifier(ocspOids.basic), octetString(basicResponse))
  const successful = enumerated(0)
  return sequence(successful, explicit(0, responseBytes))
}

function singleResponse(answer: OcspAnswer, { producedAt, nextUpdate }: OcspResponse): Uint8Array {
  return sequence(
    answer.certId.der,
    certStatus(answer),
    generalizedTime(producedAt),
    explicit(0, generalizedTime(nextUpdate)),
  )
}

/** CHOICE of [0] good, [1] revoked with its time and reason, [2] unknown. */
function certStatus(answer: OcspStatus): Uint8Array {
  switch (answer.status) {
    case 'good':
      return implicit(0, new Uint8Array())
    case 'unknown':
      return implicit(2, new Uint8Array())
    case 'revoked': {
      const reason = answer.reason === undefined ? [] : [explicit(0, enumerated(crlReasonCodes[answer.reason]))]
      return explicit(1, generalizedTime(answer.revokedAt), ...reason)
    }
  }
}

/** DER of an unsigned error response. */
export function ocspErrorResponse(error: OcspError): Uint8Array {
  return sequence(enumerated(errorCodes[error]))
}
