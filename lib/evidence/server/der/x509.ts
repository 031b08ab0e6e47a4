import 'server-only'
import type { RawExtension } from '#lib/certificates/server/certificate-der.ts'
import { DerError, readDer } from '#lib/certificates/server/der.ts'
import { readKeyUsage, readPurposes } from '#lib/certificates/server/extension-values.ts'
import { der, DerCursor } from './der-cursor.ts'
import { readTime } from './der-time.ts'

/** Something signed: SEQUENCE of what is signed, the AlgorithmIdentifier, the BIT STRING of the signature. */
export type Signed = { readonly signed: Buffer; readonly algorithm: Buffer; readonly signature: Buffer }

/** What it takes of a certificate to verify with it and to recognise it. Buffers are views of what was given. */
export type X509 = Signed & {
  /** Content of the INTEGER. */
  readonly serialNumber: Buffer
  /** Names as they are encoded: they are compared byte for byte. */
  readonly issuer: Buffer
  readonly subject: Buffer
  readonly notBefore: number
  readonly notAfter: number
  readonly publicKeyInfo: Buffer
  /** Of the subjectPublicKey without the count of unused bits: what OCSP makes its key hashes of (RFC 6960, 4.1.1). */
  readonly publicKeyBits: Buffer
  readonly extensions: readonly RawExtension[]
}

/** Reads three parts of a signed SEQUENCE; what may follow them is left in the cursor that comes along. */
export function readSigned(sequence: DerCursor): Signed {
  const signed = sequence.encoded(der.sequence)
  const algorithm = sequence.encoded(der.sequence)
  return { signed, algorithm, signature: sequence.wholeBits() }
}

/** RFC 5280, 4.1. Throws DerError for what is no certificate. */
export function readX509(bytes: Buffer): X509 {
  const whole = new DerCursor(bytes)
  const outer = whole.enter(der.sequence)
  whole.finish()
  const parts = readSigned(outer)
  outer.finish()
  const fields = new DerCursor(parts.signed).enter(der.sequence)
  if (fields.nextIs(der.context(0))) fields.skip()
  const serialNumber = contentOf(fields.integer())
  if (!fields.encoded(der.sequence).equals(parts.algorithm)) throw new DerError('two signature algorithms')
  const issuer = fields.encoded(der.sequence)
  const validity = fields.enter(der.sequence)
  const [notBefore, notAfter] = [readTime(validity), readTime(validity)]
  validity.finish()
  const subject = fields.encoded(der.sequence)
  const publicKeyInfo = fields.encoded(der.sequence)
  const extensions = readTail(fields)
  const head = { serialNumber, issuer, subject, notBefore, notAfter, publicKeyInfo }
  return { ...parts, ...head, publicKeyBits: keyBitsOf(publicKeyInfo), extensions }
}

/** What may follow the key: two unique identifiers that nobody uses, and the extensions. */
function readTail(fields: DerCursor): readonly RawExtension[] {
  for (const tag of [1, 2]) if (fields.nextIs(der.primitive(tag))) fields.skip()
  const extensions = fields.isAtEnd ? [] : readExtensionList(fields.enter(der.context(3)))
  fields.finish()
  return extensions
}

function keyBitsOf(publicKeyInfo: Buffer): Buffer {
  const fields = new DerCursor(publicKeyInfo).enter(der.sequence)
  fields.enter(der.sequence)
  const bits = fields.wholeBits()
  fields.finish()
  return bits
}

export function contentOf(cursor: DerCursor): Buffer {
  return cursor.bytes.subarray(cursor.at, cursor.end)
}

const MAX_EXTENSIONS = 64

/** `[n] EXPLICIT Extensions`, given the inside of the tag: at least one, none twice (RFC 5280, 4.2). */
export function readExtensionList(wrapper: DerCursor): readonly RawExtension[] {
  const list = wrapper.enter(der.sequence)
  wrapper.finish()
  const extensions: RawExtension[] = []
  while (!list.isAtEnd) {
    const extension = readExtension(list.enter(der.sequence))
    if (extensions.length === MAX_EXTENSIONS) throw new DerError('too many extensions')
    if (extensions.some(({ oid }) => oid === extension.oid)) throw new DerError('an extension twice')
    extensions.push(extension)
  }
  if (extensions.length === 0) throw new DerError('an empty list of extensions')
  return extensions
}

function readExtension(fields: DerCursor): RawExtension {
  const oid = fields.objectIdentifier()
  const critical = fields.nextIs(der.boolean) ? fields.boolean() : false
  const value = fields.content(der.octetString)
  fields.finish()
  return { oid, critical, value }
}

/** The value of one extension, or null where the certificate does not have it. */
export function extensionOf(extensions: readonly RawExtension[], oid: string): Buffer | null {
  return extensions.find((extension) => extension.oid === oid)?.value ?? null
}

/** Null: the certificate does not limit what its key is for. */
export function keyUsageOf({ extensions }: X509): readonly string[] | null {
  const value = extensionOf(extensions, '2.5.29.15')
  return value === null ? null : readKeyUsage(readDer(value))
}

export function purposesOf({ extensions }: X509): readonly string[] {
  const value = extensionOf(extensions, '2.5.29.37')
  return value === null ? [] : readPurposes(readDer(value))
}

export function keyIdentifierOf({ extensions }: X509): Buffer | null {
  const value = extensionOf(extensions, '2.5.29.14')
  return value === null ? null : new DerCursor(value).content(der.octetString)
}
