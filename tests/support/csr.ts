import { explicit, integer, objectIdentifier, sequence, setOf } from '#lib/pki/der.ts'
import { encodeDistinguishedName, type DistinguishedName } from '#lib/pki/distinguished-name.ts'
import { subjectAltName } from '#lib/pki/extension.ts'
import type { KeyPair } from '#lib/pki/key.ts'
import { extensionRequestOid } from '#lib/pki/object-identifiers.ts'
import { toPem } from '#lib/pki/pem.ts'
import { signed, signerOf } from '#lib/pki/sign.ts'
import type { SubjectAlternativeName } from '#lib/pki/subject-alternative-name.ts'

/** PEM of a PKCS#10 signed by the pair. */
export function createCsr(request: {
  readonly subject: DistinguishedName
  readonly keyPair: KeyPair
  readonly subjectAlternativeNames?: readonly SubjectAlternativeName[]
}): string {
  const { subject, keyPair, subjectAlternativeNames: names = [] } = request
  const extensionRequest = (): Uint8Array =>
    sequence(objectIdentifier(extensionRequestOid), setOf(sequence(subjectAltName(names))))
  const version1 = integer(0)
  const attributes = explicit(0, ...(names.length === 0 ? [] : [extensionRequest()]))
  const toBeSigned = sequence(version1, encodeDistinguishedName(subject), keyPair.spkiDer, attributes)
  return toPem('CERTIFICATE REQUEST', signed(toBeSigned, signerOf(keyPair.privateKeyDer)))
}
