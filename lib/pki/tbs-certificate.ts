import 'server-only'
import { explicit, integer, integerFromHex, sequence, sequenceOf, time } from './der.ts'
import { signatureAlgorithm } from './sign.ts'

/** Names and key as DER, times in epoch milliseconds, the serial number in hex. */
export type CertificateFields = {
  readonly serialNumber: string
  readonly issuerDer: Uint8Array
  readonly notBefore: number
  readonly notAfter: number
  readonly subjectDer: Uint8Array
  readonly spkiDer: Uint8Array
  readonly extensions: readonly Uint8Array[]
}

/** RFC 5280 4.1.2.2: positive and at most 20 bytes. */
const serialNumberPattern = /^(?=.*[1-9a-f])[0-9a-f]{1,40}$/

/** The signed part of a version 3 certificate (RFC 5280 4.1). Throws on an empty validity or an impossible serial. */
export function tbsCertificate(signerAlgorithm: 'RSA' | 'ECC', fields: CertificateFields): Uint8Array {
  if (!serialNumberPattern.test(fields.serialNumber)) throw new TypeError('the serial number is unfit')
  if (!(fields.notAfter > fields.notBefore)) throw new RangeError('notAfter must lie behind notBefore')
  const version3 = explicit(0, integer(2))
  return sequence(
    version3,
    integerFromHex(fields.serialNumber),
    signatureAlgorithm({ algorithm: signerAlgorithm }),
    fields.issuerDer,
    sequence(time(fields.notBefore), time(fields.notAfter)),
    fields.subjectDer,
    fields.spkiDer,
    explicit(3, sequenceOf(fields.extensions)),
  )
}
