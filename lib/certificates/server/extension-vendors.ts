import 'server-only'
import { inContext, integerText, isString, stringText } from './der-values.ts'
import { childrenOf, DerError, derTags, isUniversal, readObjectIdentifier, readSetBits, type DerNode } from './der.ts'

// Extensions from outside RFC 5280 that are met in practice: of Certificate Transparency, Microsoft and Netscape.

const certTypes = ['sslClient', 'sslServer', 'email', 'objectSigning', 'reserved', 'sslCA', 'emailCA', 'objectCA']

export function tellNetscapeType(value: DerNode): string[] {
  return readSetBits(value).map((bit) => certTypes[bit] ?? `bit ${String(bit)}`)
}

/** The whole extension is one string. */
export function tellString(value: DerNode): string[] {
  if (!isString(value)) throw new DerError('no string')
  return [stringText(value)]
}

/** CertificateTemplateOID: the template and, where given, its version. */
export function tellTemplate(value: DerNode): string[] {
  const [id, ...version] = childrenOf(value)
  const numbers = version.map(integerText)
  return [`template: ${readObjectIdentifier(id)}`, ...(numbers.length === 0 ? [] : [`version: ${numbers.join('.')}`])]
}

/** The CA's own certificate in the low 16 bits, its key in the high ones. */
export function tellCaVersion(value: DerNode): string[] {
  const number = Number(integerText(value))
  if (!Number.isSafeInteger(number) || number < 0) throw new DerError('no CA version')
  return [`certificate: ${String(number % 65_536)}`, `key: ${String(Math.floor(number / 65_536))}`]
}

const OBJECT_SID = '1.3.6.1.4.1.311.25.2.1'

/** NTDS_CA_SECURITY_EXT: an otherName that holds the account's SID as text. */
export function tellAccountSid(value: DerNode): string[] {
  return inContext(childrenOf(value), 0).map((name) => {
    const [type, wrapper] = childrenOf(name)
    const sid = wrapper === undefined ? undefined : childrenOf(wrapper)[0]
    if (readObjectIdentifier(type) !== OBJECT_SID || !isUniversal(sid, derTags.octetString))
      throw new DerError('no SID')
    return `SID: ${sid.content.toString('latin1')}`
  })
}

const hashes = ['none', 'md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512']
const signatures = ['anonymous', 'rsa', 'dsa', 'ecdsa']

/** An OCTET STRING with a SignedCertificateTimestampList in the encoding of TLS (RFC 6962, 3.2 and 3.3). */
export function tellTimestamps(value: DerNode): string[] {
  if (!isUniversal(value, derTags.octetString)) throw new DerError('no list')
  const list = vectorAt(value.content, 0)
  if (list.end !== value.content.length) throw new DerError('bytes after the list')
  const lines: string[] = []
  for (let at = 0; at < list.bytes.length;) {
    const { bytes, end } = vectorAt(list.bytes, at)
    lines.push(timestampText(bytes))
    at = end
  }
  return lines
}

function timestampText(bytes: Buffer): string {
  // Version, log, time, and the two bytes that name the algorithms behind the extensions.
  if (bytes.length < 43 || bytes[0] !== 0) throw new DerError('no timestamp of version 1')
  const at = Number(bytes.readBigUInt64BE(33))
  const extensions = vectorAt(bytes, 41)
  const [hash, signature] = [bytes[extensions.end], bytes[extensions.end + 1]]
  if (hash === undefined || signature === undefined) throw new DerError('cut short')
  const algorithm = `${hashes[hash] ?? String(hash)} ${signatures[signature] ?? String(signature)}`
  return `SCT v1: log ${bytes.subarray(1, 33).toString('hex')}, ${instantText(at)}, ${algorithm}`
}

/** The last instant that a Date can hold. */
const LAST_MS = 8.64e15

function instantText(epochMs: number): string {
  return epochMs <= LAST_MS ? new Date(epochMs).toISOString() : `${String(epochMs)} ms`
}

/** opaque<0..2^16-1>. */
function vectorAt(bytes: Buffer, at: number): { bytes: Buffer; end: number } {
  if (at + 2 > bytes.length) throw new DerError('cut short')
  const end = at + 2 + bytes.readUInt16BE(at)
  if (end > bytes.length) throw new DerError('cut short')
  return { bytes: bytes.subarray(at + 2, end), end }
}
