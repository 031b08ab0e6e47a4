import { isIssuedBy, issueOcspResponse, ocspErrorResponse, parseOcspRequest, type OcspStatus } from '#lib/pki/ocsp.ts'
import type { Store } from '../store/open-store.ts'
import type { Issuer, Issuers } from './issuers.ts'

const GOOD_FOR_MS = 3_600_000
const MAX_QUESTIONS = 20

/**
 * Answers an OCSP request (RFC 6960) with the key of the CA that it asks about. It knows of a revocation at once, unlike
 * the CRL. A CA without CRL offers no OCSP either: such a question, and one about a strange CA, is `unauthorized`.
 */
export function answerOcsp(store: Store, issuers: Issuers, der: Uint8Array, now: number): Uint8Array {
  const request = parseOcspRequest(der)
  if (!request.ok) return ocspErrorResponse('malformedRequest')
  const { certIds, nonce } = request.value
  const [first] = certIds
  if (first === undefined || certIds.length > MAX_QUESTIONS) return ocspErrorResponse('malformedRequest')
  const issuer = issuers.all.find(({ authority, row }) => row.crlDays !== null && isIssuedBy(first, authority))
  if (issuer === undefined || !certIds.every((certId) => isIssuedBy(certId, issuer.authority))) {
    return ocspErrorResponse('unauthorized')
  }
  const answers = certIds.map((certId) => ({ certId, ...statusOf(store, issuers, issuer, certId.serialNumber, now) }))
  return issueOcspResponse(issuer.authority, { answers, nonce, producedAt: now, nextUpdate: now + GOOD_FOR_MS })
}

function statusOf(store: Store, issuers: Issuers, issuer: Issuer, serialNumber: string, now: number): OcspStatus {
  const revokedAt = store.revocations.find(issuer.row.id, serialNumber, now)
  if (revokedAt !== undefined) return { status: 'revoked', revokedAt }
  const certificate = store.certificates.findBySerialNumber(serialNumber)
  const isLeaf = certificate?.authorityId === issuer.row.id && certificate.status !== 'PENDING'
  const isAuthority = issuers.all.some(
    ({ parent, authority }) => parent?.row.id === issuer.row.id && authority.serialNumber === serialNumber,
  )
  return { status: isLeaf || isAuthority ? 'good' : 'unknown' }
}
