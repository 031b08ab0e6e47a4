import 'server-only'
import { verify } from 'node:crypto'
import { Sequence } from 'asn1js'
import { CertificationRequest, Extensions } from 'pkijs'
import { err, ok, type Result } from '#lib/core/result.ts'
import { spkiDerOf } from './decode.ts'
import { decodeDistinguishedName, type DistinguishedName } from './distinguished-name.ts'
import { publicKeyFacts, publicKeyFromSpki, type PublicKeyFacts } from './key.ts'
import { extensionOids, extensionRequestOid } from './object-identifiers.ts'
import { fromPem } from './pem.ts'
import { decodeSubjectAlternativeNames, type SubjectAlternativeName } from './subject-alternative-name.ts'

/** What a PKCS#10 asks for; its signature has been verified. Of the subject only the six known parts are kept. */
export type CertificateSigningRequest = {
  readonly subject: Partial<DistinguishedName>
  readonly spkiDer: Uint8Array
  readonly publicKey: PublicKeyFacts
  readonly subjectAlternativeNames: readonly SubjectAlternativeName[]
}

/** `detail` is a sentence of ours for an error message; nothing of the request is quoted in it. */
export type CsrFault = {
  readonly code: 'not_pem' | 'malformed' | 'unsupported_key' | 'unsupported_name' | 'bad_signature'
  readonly detail: string
}

/** SHA-2 with either family; a request that is signed with SHA-1 or MD5 proves nothing. */
const signatureHashes: Readonly<Record<string, { readonly family: 'RSA' | 'ECC'; readonly hash: string }>> = {
  '1.2.840.113549.1.1.11': { family: 'RSA', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { family: 'RSA', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { family: 'RSA', hash: 'sha512' },
  '1.2.840.10045.4.3.2': { family: 'ECC', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { family: 'ECC', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { family: 'ECC', hash: 'sha512' },
}

/** Reads a request from hostile hands (RFC 2986): every way in which it can be wrong is a value. */
export function parseCsr(pem: string): Result<CertificateSigningRequest, CsrFault> {
  const der = fromPem('CERTIFICATE REQUEST', pem)
  if (!der.ok) return fault('not_pem', 'The CSR is not a PEM block labelled CERTIFICATE REQUEST.')
  try {
    return examine(CertificationRequest.fromBER(new Uint8Array(der.value)))
  } catch {
    // pkijs and asn1js say by exceptions of many kinds that bytes are not what they should be.
    return fault('malformed', 'The CSR is not a PKCS#10 certification request.')
  }
}

function examine(request: CertificationRequest): Result<CertificateSigningRequest, CsrFault> {
  const spkiDer = spkiDerOf(request.subjectPublicKeyInfo)
  const publicKey = publicKeyFacts(spkiDer)
  if (publicKey === null) return fault('unsupported_key', 'The key of the CSR is not RSA, P-256, P-384 or P-521.')
  if (!isSelfSigned(request, publicKey, spkiDer)) {
    return fault('bad_signature', 'The signature of the CSR does not fit its key, or is not made with SHA-2.')
  }
  const subjectAlternativeNames = requestedNames(request)
  if (subjectAlternativeNames === null) {
    return fault('unsupported_name', 'A subject alternative name of the CSR is not an email, DNS, URI or IP name.')
  }
  return ok({ subject: decodeDistinguishedName(request.subject), spkiDer, publicKey, subjectAlternativeNames })
}

function fault(code: CsrFault['code'], detail: string): Result<never, CsrFault> {
  return err({ code, detail })
}

function isSelfSigned(request: CertificationRequest, { algorithm }: PublicKeyFacts, spkiDer: Uint8Array): boolean {
  const signature = signatureHashes[request.signatureAlgorithm.algorithmId]
  const key = publicKeyFromSpki(spkiDer)
  const { unusedBits, valueHexView } = request.signatureValue.valueBlock
  if (signature?.family !== algorithm || key === null || unusedBits !== 0) return false
  return verify(signature.hash, request.tbsView, key, valueHexView)
}

/** The names of the extensionRequest attribute (RFC 2985 5.4.2), or null when one is of no use here. */
function requestedNames(request: CertificationRequest): readonly SubjectAlternativeName[] | null {
  const attribute = request.attributes?.find(({ type }) => type === extensionRequestOid)
  const values: readonly unknown[] = attribute?.values ?? []
  const value = values[0]
  if (!(value instanceof Sequence)) return []
  const { extensions } = Extensions.fromBER(value.toBER())
  const names = extensions.find(({ extnID }) => extnID === extensionOids.subjectAltName)
  return names === undefined ? [] : decodeSubjectAlternativeNames(names.extnValue.valueBlock.valueHexView)
}
