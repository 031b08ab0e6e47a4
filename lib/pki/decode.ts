import 'server-only'
import type { Integer } from 'asn1js'
import type { PublicKeyInfo } from 'pkijs'

/** A serial number as the CAS API shows it: lower-case hex of the bytes, without the zero that only keeps it positive. */
export function serialNumberText(serialNumber: Integer): string {
  const hex = Buffer.from(serialNumber.valueBlock.valueHexView).toString('hex')
  return hex.replace(/^00(?=..)/, '')
}

export function spkiDerOf(publicKeyInfo: PublicKeyInfo): Uint8Array {
  return new Uint8Array(publicKeyInfo.toSchema().toBER())
}
