import { sign, type KeyObject } from 'node:crypto'
import type { Authority } from '#lib/pki/authority.ts'
import {
  bitString,
  boolean,
  explicit,
  integer,
  integerFromHex,
  objectIdentifier,
  octetString,
  sequence,
  sequenceOf,
  time,
} from '#lib/pki/der.ts'
import { signatureAlgorithm } from '#lib/pki/sign.ts'

/** A CRL put together part by part, so that any of them can be wrong. It is signed over whatever it then says. */
export type CrlParts = {
  readonly version: Uint8Array | null
  readonly algorithm: Uint8Array
  readonly outerAlgorithm: Uint8Array
  readonly issuer: Uint8Array
  readonly thisUpdate: Uint8Array
  readonly nextUpdate: Uint8Array | null
  /** Content of revokedCertificates; null leaves the list out. */
  readonly entries: readonly Uint8Array[] | null
  readonly extensions: readonly Uint8Array[] | null
  /** Behind the extensions. */
  readonly tail: Uint8Array
  readonly key: KeyObject
}

export function madeCrl(authority: Authority, now: number, changes: Partial<CrlParts> = {}): Buffer {
  const parts: CrlParts = {
    version: integer(1),
    algorithm: signatureAlgorithm(authority),
    outerAlgorithm: changes.algorithm ?? signatureAlgorithm(authority),
    issuer: authority.subjectDer,
    thisUpdate: time(now - 60_000),
    nextUpdate: time(now + 86_400_000),
    entries: null,
    extensions: [crlExtension('2.5.29.20', integer(7))],
    tail: new Uint8Array(),
    key: authority.privateKey,
    ...changes,
  }
  const { version, algorithm, issuer, thisUpdate, nextUpdate, entries, extensions, tail } = parts
  const toBeSigned = sequence(
    ...(version === null ? [] : [version]),
    ...[algorithm, issuer, thisUpdate],
    ...(nextUpdate === null ? [] : [nextUpdate]),
    ...(entries === null ? [] : [sequenceOf(entries)]),
    ...(extensions === null ? [] : [explicit(0, sequenceOf(extensions))]),
    tail,
  )
  return signedCrl(toBeSigned, parts)
}

function signedCrl(toBeSigned: Uint8Array, parts: Pick<CrlParts, 'outerAlgorithm' | 'key'>): Buffer {
  return Buffer.from(sequence(toBeSigned, parts.outerAlgorithm, bitString(sign('sha256', toBeSigned, parts.key))))
}

export function crlExtension(oid: string, value: Uint8Array, isCritical = false): Uint8Array {
  return sequence(objectIdentifier(oid), ...(isCritical ? [boolean(true)] : []), octetString(value))
}

/** One of revokedCertificates. */
export function crlEntry(serialNumber: string, revokedAt: number, ...extensions: readonly Uint8Array[]): Uint8Array {
  const list = extensions.length === 0 ? [] : [sequenceOf(extensions)]
  return sequence(integerFromHex(serialNumber), time(revokedAt), ...list)
}

/**
 * Very many entries with a reason each, as one piece: some 38 bytes an entry. The serial of number n is 16 bytes, the last
 * four of which are n, the first 0x5a. Every third one says keyCompromise, the others superseded.
 */
export function manyEntries(count: number, revokedAt: number): Buffer {
  const template = Buffer.from(
    crlEntry(`5a${'00'.repeat(15)}`, revokedAt, crlExtension('2.5.29.21', Uint8Array.of(10, 1, 4))),
  )
  const all = Buffer.alloc(template.length * count)
  for (let index = 0; index < count; index += 1) {
    const start = index * template.length
    template.copy(all, start)
    // SEQUENCE and INTEGER have two bytes of tag and length each.
    all.writeUInt32BE(index, start + 4 + 12)
    if (index % 3 === 0) all[start + template.length - 1] = 1
  }
  return all
}

export function manySerial(index: number): string {
  return `5a${'00'.repeat(11)}${index.toString(16).padStart(8, '0')}`
}
