import 'server-only'

/**
 * The writing half of ASN.1 DER (X.690), as far as certificates, CRLs and OCSP responses need it. Reading is left to
 * pkijs. Writing goes by hand because signing here is synchronous, pieces that were signed before (names, CertIDs)
 * must be embedded byte for byte, and a CRL may exceed the 10,000 nodes at which asn1js gives up.
 */
const constructed = 0x20
const contextSpecific = 0x80

/** One element: its tag byte, the length in the shortest form, the contents. */
function element(tag: number, contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, part) => sum + part.length, 0)
  const lengthBytes = length < 0x80 ? [length] : longLength(length)
  const der = new Uint8Array(1 + lengthBytes.length + length)
  der[0] = tag
  der.set(lengthBytes, 1)
  let offset = 1 + lengthBytes.length
  for (const part of contents) {
    der.set(part, offset)
    offset += part.length
  }
  return der
}

function longLength(length: number): number[] {
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return [0x80 | bytes.length, ...bytes]
}

export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return element(0x30, parts)
}

/** For lists too long to be spread into arguments. */
export function sequenceOf(parts: readonly Uint8Array[]): Uint8Array {
  return element(0x30, parts)
}

export function setOf(part: Uint8Array): Uint8Array {
  return element(0x31, [part])
}

/** `[tag] EXPLICIT`, and `[tag] IMPLICIT` of anything constructed when given its contents. */
export function explicit(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return element(contextSpecific | constructed | tag, parts)
}

/** `[tag] IMPLICIT` of a primitive type. */
export function implicit(tag: number, contents: Uint8Array): Uint8Array {
  return element(contextSpecific | tag, [contents])
}

export function boolean(value: boolean): Uint8Array {
  return element(0x01, [Uint8Array.of(value ? 0xff : 0x00)])
}

export function nullValue(): Uint8Array {
  return element(0x05, [])
}

/** A non-negative INTEGER from hex digits, in the shortest form that keeps it positive. */
export function integerFromHex(hex: string): Uint8Array {
  if (!/^[0-9a-f]+$/i.test(hex)) throw new TypeError('an INTEGER needs hex digits')
  const digits = hex.replace(/^0+(?=.)/, '')
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
  const isHigh = (bytes[0] ?? 0) >= 0x80
  return element(0x02, isHigh ? [Uint8Array.of(0), bytes] : [bytes])
}

export function integer(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('only non-negative integers are written')
  return integerFromHex(value.toString(16))
}

export function enumerated(value: number): Uint8Array {
  return element(0x0a, [Uint8Array.of(value)])
}

export function octetString(contents: Uint8Array): Uint8Array {
  return element(0x04, [contents])
}

export function bitString(contents: Uint8Array): Uint8Array {
  return element(0x03, [Uint8Array.of(0), contents])
}

/** A BIT STRING whose bits have names: trailing zero bits are dropped (X.690 11.2.2), which openssl's reader expects. */
export function namedBits(...positions: readonly number[]): Uint8Array {
  const highest = Math.max(...positions)
  const bytes = new Uint8Array(Math.floor(highest / 8) + 1)
  for (const position of positions) {
    const index = Math.floor(position / 8)
    bytes[index] = (bytes[index] ?? 0) | (0x80 >> (position % 8))
  }
  return element(0x03, [Uint8Array.of(7 - (highest % 8)), bytes])
}

export function utf8String(text: string): Uint8Array {
  return element(0x0c, [Buffer.from(text, 'utf8')])
}

export function printableString(text: string): Uint8Array {
  return element(0x13, [Buffer.from(text, 'latin1')])
}

export function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return element(0x06, [Uint8Array.from([first * 40 + second, ...rest].flatMap(base128))])
}

function base128(value: number): number[] {
  const groups = [value & 0x7f]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) groups.unshift(0x80 | (rest & 0x7f))
  return groups
}

/** RFC 5280 4.1.2.5: UTCTime until 2049, GeneralizedTime from 2050 on; whole seconds. */
export function time(epochMs: number): Uint8Array {
  const text = utcDigits(epochMs)
  return text < '2050' && text >= '1950'
    ? element(0x17, [Buffer.from(text.slice(2), 'latin1')])
    : generalizedTime(epochMs)
}

/** OCSP knows only this form, and openssl refuses fractions of a second in it. */
export function generalizedTime(epochMs: number): Uint8Array {
  return element(0x18, [Buffer.from(utcDigits(epochMs), 'latin1')])
}

/** `YYYYMMDDhhmmssZ` */
function utcDigits(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`
}
