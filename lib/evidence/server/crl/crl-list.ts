import 'server-only'
import type { RawExtension } from '#lib/certificates/server/certificate-der.ts'
import { DerError } from '#lib/certificates/server/der.ts'
import { der, DerCursor } from '../der/der-cursor.ts'
import { readTime } from '../der/der-time.ts'
import { readExtensionList, readSigned, type Signed } from '../der/x509.ts'
import { Refused } from '../refused.ts'
import type { CrlRefusalCode } from './reading.ts'

/** CertificateList (RFC 5280, 5.1), its entries not yet looked at. */
export type CrlList = Signed & {
  readonly isVersion2: boolean
  /** As it is encoded. */
  readonly issuer: Buffer
  readonly thisUpdate: number
  readonly nextUpdate: number | null
  /** On the content of revokedCertificates; empty where there is none. */
  readonly entries: DerCursor
  readonly extensions: readonly RawExtension[]
}

/** Throws DerError, and Refused for what is merely cut short. */
export function readList(bytes: Buffer): CrlList {
  refuseTruncated(bytes)
  const whole = new DerCursor(bytes)
  const outer = whole.enter(der.sequence)
  whole.finish()
  const parts = readSigned(outer)
  outer.finish()
  const fields = new DerCursor(parts.signed).enter(der.sequence)
  const isVersion2 = fields.nextIs(der.integer)
  if (isVersion2 && fields.content(der.integer).toString('hex') !== '01') throw new DerError('no version of a CRL')
  // What is signed says how it is signed; otherwise the outer one could be another (RFC 5280, 5.1.1.2).
  if (!fields.encoded(der.sequence).equals(parts.algorithm)) throw new DerError('two signature algorithms')
  const issuer = fields.encoded(der.sequence)
  const thisUpdate = readTime(fields)
  const hasNextUpdate = fields.nextIs(der.utcTime) || fields.nextIs(der.generalizedTime)
  const nextUpdate = hasNextUpdate ? readTime(fields) : null
  const entries = fields.nextIs(der.sequence) ? fields.enter(der.sequence) : new DerCursor(parts.signed, 0, 0)
  const extensions = fields.isAtEnd ? [] : readExtensionList(fields.enter(der.context(0)))
  fields.finish()
  if (extensions.length > 0 && !isVersion2) throw new DerError('extensions in version 1')
  return { ...parts, isVersion2, issuer, thisUpdate, nextUpdate, entries, extensions }
}

/** Whether the outermost length promises more than there is, also where not even that has come whole. */
function refuseTruncated(bytes: Buffer): void {
  const [tag = der.sequence, first = 0x80] = bytes
  const count = first < 0x80 ? 0 : first & 0x7f
  // What cannot be the head of a CRL is malformed, however long it is.
  if (tag !== der.sequence || count > 4) return
  const isHeadWhole = bytes.length >= 2 + count
  const length = count === 0 ? first : isHeadWhole ? bytes.readUIntBE(2, count) : Infinity
  if (2 + count + length > bytes.length) throw new Refused<CrlRefusalCode>('truncated', 'it ends before its end')
}
