import 'server-only'
import type { IssuerPointers } from './authority.ts'
import {
  boolean,
  explicit,
  implicit,
  integer,
  namedBits,
  objectIdentifier,
  octetString,
  sequence,
  sequenceOf,
} from './der.ts'
import { accessMethodOids, extendedKeyUsageOids, extensionOids } from './object-identifiers.ts'
import { encodeSubjectAlternativeNames, type SubjectAlternativeName } from './subject-alternative-name.ts'

const uriTag = 6

/** Bit positions of KeyUsage (RFC 5280 4.2.1.3). */
const keyUsageBits = { digitalSignature: 0, keyEncipherment: 2, keyCertSign: 5, cRLSign: 6 } as const
export type KeyUsage = keyof typeof keyUsageBits

/** One Extension (RFC 5280 4.1): `critical` is left out when false, since DER omits defaults. */
export function extension(oid: string, isCritical: boolean, value: Uint8Array): Uint8Array {
  const flag = isCritical ? [boolean(true)] : []
  return sequence(objectIdentifier(oid), ...flag, octetString(value))
}

/** A CA's constraint carries the number of CAs that may follow below it; null sets no bound. */
export function caConstraints(pathLength: number | null): Uint8Array {
  const bound = pathLength === null ? [] : [integer(pathLength)]
  return extension(extensionOids.basicConstraints, true, sequence(boolean(true), ...bound))
}

export function leafConstraints(): Uint8Array {
  return extension(extensionOids.basicConstraints, true, sequence())
}

export function keyUsage(...usages: readonly KeyUsage[]): Uint8Array {
  return extension(extensionOids.keyUsage, true, namedBits(...usages.map((usage) => keyUsageBits[usage])))
}

export function extendedKeyUsage(usages: readonly (keyof typeof extendedKeyUsageOids)[]): Uint8Array {
  const oids = usages.map((usage) => objectIdentifier(extendedKeyUsageOids[usage]))
  return extension(extensionOids.extKeyUsage, false, sequenceOf(oids))
}

export function subjectAltName(names: readonly SubjectAlternativeName[]): Uint8Array {
  return extension(extensionOids.subjectAltName, false, encodeSubjectAlternativeNames(names))
}

export function subjectKeyIdentifier(keyIdentifier: Uint8Array): Uint8Array {
  return extension(extensionOids.subjectKeyIdentifier, false, octetString(keyIdentifier))
}

export function authorityKeyIdentifier(keyIdentifier: Uint8Array): Uint8Array {
  return extension(extensionOids.authorityKeyIdentifier, false, sequence(implicit(0, keyIdentifier)))
}

export function crlNumber(number: number): Uint8Array {
  return extension(extensionOids.crlNumber, false, integer(number))
}

/** cRLDistributionPoints and authorityInfoAccess, each only when there is something to point to. */
export function issuerPointers({ crlUrl, caIssuersUrl, ocspUrl }: IssuerPointers): readonly Uint8Array[] {
  const access = [
    accessDescription(accessMethodOids.ocsp, ocspUrl),
    accessDescription(accessMethodOids.caIssuers, caIssuersUrl),
  ]
  const descriptions = access.filter((description) => description !== null)
  return [
    ...(crlUrl === undefined ? [] : [crlDistributionPoint(crlUrl)]),
    ...(descriptions.length === 0
      ? []
      : [extension(extensionOids.authorityInfoAccess, false, sequenceOf(descriptions))]),
  ]
}

/** One DistributionPoint whose fullName ([0] in [0]) is a single URI. */
function crlDistributionPoint(url: string): Uint8Array {
  const point = sequence(explicit(0, explicit(0, uri(url))))
  return extension(extensionOids.crlDistributionPoints, false, sequence(point))
}

function accessDescription(method: string, url: string | undefined): Uint8Array | null {
  return url === undefined ? null : sequence(objectIdentifier(method), uri(url))
}

function uri(url: string): Uint8Array {
  if (!/^[!-~]+$/.test(url)) throw new TypeError('a URL in a certificate must be printable ASCII')
  return implicit(uriTag, Buffer.from(url, 'latin1'))
}
