import 'server-only'
import { DerError } from '#lib/certificates/server/der.ts'
import { der, DerCursor } from '../der/der-cursor.ts'
import { readTime } from '../der/der-time.ts'
import { Refused } from '../refused.ts'
import { reasonOf, type RevocationReason } from '../revocation-reason.ts'
import type { CrlEntry, CrlRefusalCode } from './reading.ts'
import type { WantedSerials } from './wanted-serials.ts'

export type CrlEntries = { readonly count: number; readonly found: ReadonlyMap<string, CrlEntry> }

/** Places of which each entry makes use again: half a million entries make no object. */
type Places = Readonly<Record<'entry' | 'field' | 'list' | 'extension' | 'part', DerCursor>>

/**
 * Walks revokedCertificates (RFC 5280, 5.1.2.6) to its end, given its content. Every entry is checked, also those that
 * nobody asked about: one that cannot be understood may mean that the list is not what it seems.
 * Throws DerError and Refused.
 */
export function readEntries(entries: DerCursor, wanted: WantedSerials, mayHaveExtensions: boolean): CrlEntries {
  const place = (): DerCursor => new DerCursor(entries.bytes, 0, 0)
  const places: Places = { entry: place(), field: place(), list: place(), extension: place(), part: place() }
  const { entry, field } = places
  const found = new Map<string, CrlEntry>()
  let count = 0
  while (!entries.isAtEnd) {
    entries.enter(der.sequence, entry)
    entry.integer(field)
    const { at, end } = field
    const revokedAt = readTime(entry, field)
    if (!entry.isAtEnd && !mayHaveExtensions) throw new DerError('extensions in version 1')
    const reason = entry.isAtEnd ? null : readReason(places)
    count += 1
    for (const serial of wanted.match(entries.bytes, at, end)) {
      if (found.has(serial)) throw new DerError('a serial number twice')
      found.set(serial, { revokedAt, reason })
    }
  }
  return { count, found }
}

/** The last bytes of id-ce-cRLReasons, id-ce-invalidityDate, id-ce-certificateIssuer (2.5.29.x). */
const REASON = 21
const INVALIDITY_DATE = 24
const CERTIFICATE_ISSUER = 29

/** The crlEntryExtensions at the end of `places.entry` (RFC 5280, 5.3). */
function readReason({ entry, field, list, extension, part }: Places): RevocationReason | null {
  entry.enter(der.sequence, list)
  entry.finish()
  let reason: RevocationReason | null = null
  // At least one: an empty list is cut short.
  do {
    list.enter(der.sequence, extension)
    extension.enter(der.objectIdentifier, part)
    const arc = certificateExtensionArc(part)
    const isCritical = extension.nextIs(der.boolean) && extension.boolean()
    extension.enter(der.octetString, part)
    extension.finish()
    if (arc === REASON) {
      if (reason !== null) throw new DerError('a reason twice')
      reason = reasonIn(part, field)
    } else refuseUnread(arc, isCritical)
  } while (!list.isAtEnd)
  return reason
}

/** x of an object identifier 2.5.29.x, or -1. */
function certificateExtensionArc({ bytes, at, end }: DerCursor): number {
  return end - at === 3 && bytes[at] === 0x55 && bytes[at + 1] === 0x1d ? (bytes[at + 2] ?? -1) : -1
}

function reasonIn(value: DerCursor, scratch: DerCursor): RevocationReason {
  const reason = reasonOf(value.enumerated(scratch))
  value.finish()
  if (reason === null) throw new DerError('no reason of RFC 5280')
  // RFC 5280, 5.3.1: in delta CRLs only. Whoever reads on takes the certificate for revoked that is not.
  if (reason === 'removeFromCRL') throw new DerError('removeFromCRL in a complete CRL')
  return reason
}

function refuseUnread(arc: number, isCritical: boolean): void {
  if (arc === CERTIFICATE_ISSUER) {
    throw new Refused<CrlRefusalCode>(
      'delta_or_partial',
      'it is an indirect CRL: it lists certificates of other issuers',
    )
  }
  if (isCritical && arc !== INVALIDITY_DATE) {
    throw new Refused<CrlRefusalCode>(
      'unsupported_critical_extension',
      'an entry has a critical extension that is not understood here',
    )
  }
}
