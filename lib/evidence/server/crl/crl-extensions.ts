import 'server-only'
import type { RawExtension } from '#lib/certificates/server/certificate-der.ts'
import { DerError } from '#lib/certificates/server/der.ts'
import { der, DerCursor } from '../der/der-cursor.ts'
import { contentOf, extensionOf } from '../der/x509.ts'
import { Refused } from '../refused.ts'
import type { CrlRefusalCode } from './reading.ts'

const CRL_NUMBER = '2.5.29.20'
const DELTA_INDICATOR = '2.5.29.27'
const ISSUING_DISTRIBUTION_POINT = '2.5.29.28'
const AUTHORITY_KEY_IDENTIFIER = '2.5.29.35'

/** Those that are acted upon here, so that they may be critical. */
const understood: readonly string[] = [CRL_NUMBER, ISSUING_DISTRIBUTION_POINT, AUTHORITY_KEY_IDENTIFIER]

/** CRLNumber in decimal (RFC 5280, 5.2.3: at most 20 bytes), null where there is none. Throws DerError. */
export function crlNumberOf(extensions: readonly RawExtension[]): string | null {
  const value = extensionOf(extensions, CRL_NUMBER)
  if (value === null) return null
  const number = new DerCursor(value)
  const digits = contentOf(number.integer())
  number.finish()
  if (digits.length > 20 || ((digits[0] ?? 0) & 0x80) !== 0) throw new DerError('no CRL number')
  return BigInt(`0x${digits.toString('hex')}`).toString()
}

/** keyIdentifier of the AuthorityKeyIdentifier (RFC 5280, 4.2.1.1), null where it names the issuer otherwise or not. */
export function authorityKeyIdentifierOf(extensions: readonly RawExtension[]): Buffer | null {
  const value = extensionOf(extensions, AUTHORITY_KEY_IDENTIFIER)
  if (value === null) return null
  const whole = new DerCursor(value)
  const fields = whole.enter(der.sequence)
  whole.finish()
  const identifier = fields.nextIs(der.primitive(0)) ? fields.content(der.primitive(0)) : null
  if (fields.nextIs(der.context(1))) fields.skip()
  if (fields.nextIs(der.primitive(2))) fields.skip()
  fields.finish()
  return identifier
}

/**
 * Refuses what is not the whole list of this CA, and what demands to be understood and is not. `pointers` are the
 * addresses under which this CRL may be meant to be found. Throws Refused and DerError.
 */
export function refusePartial(extensions: readonly RawExtension[], pointers: readonly string[]): void {
  if (extensionOf(extensions, DELTA_INDICATOR) !== null) {
    throw new Refused<CrlRefusalCode>(
      'delta_or_partial',
      'it is a delta CRL: it lists only what changed since another one',
    )
  }
  const scope = extensionOf(extensions, ISSUING_DISTRIBUTION_POINT)
  if (scope !== null) refuseScope(scope, pointers)
  if (extensions.some(({ oid, critical }) => critical && !understood.includes(oid))) {
    throw new Refused<CrlRefusalCode>(
      'unsupported_critical_extension',
      'it has a critical extension that is not understood here',
    )
  }
}

/** IssuingDistributionPoint (RFC 5280, 5.2.5). onlyContainsUserCerts [1] alone leaves nothing out that is asked here. */
function refuseScope(value: Buffer, pointers: readonly string[]): void {
  const whole = new DerCursor(value)
  const fields = whole.enter(der.sequence)
  whole.finish()
  const names = fields.nextIs(der.context(0)) ? readPointName(fields.enter(der.context(0))) : null
  const hasFlag = (tag: number): boolean => fields.nextIs(der.primitive(tag)) && readFlag(fields, tag)
  hasFlag(1)
  const [isForCasOnly, hasSomeReasons] = [hasFlag(2), fields.nextIs(der.primitive(3)) && fields.skip() !== 0]
  const [isIndirect, isForAttributes] = [hasFlag(4), hasFlag(5)]
  fields.finish()
  if (isForCasOnly) refuse('it lists certificates of CAs only')
  if (hasSomeReasons) refuse('it lists revocations for some reasons only')
  if (isIndirect) refuse('it is an indirect CRL: it lists certificates of other issuers')
  if (isForAttributes) refuse('it lists attribute certificates only')
  if (names !== null && !names.some((name) => pointers.includes(name))) {
    refuse('it is for one distribution point only, and not for the one that was asked')
  }
}

function refuse(detail: string): never {
  throw new Refused<CrlRefusalCode>('delta_or_partial', detail)
}

function readFlag(fields: DerCursor, tag: number): boolean {
  const content = fields.content(der.primitive(tag))
  if (content.length !== 1 || (content[0] !== 0xff && content[0] !== 0)) throw new DerError('no boolean')
  return content[0] === 0xff
}

/** The URIs of a fullName; none for the other ways to name a point (RFC 5280, 4.2.1.13). */
function readPointName(choice: DerCursor): readonly string[] {
  if (!choice.nextIs(der.context(0))) return []
  const names = choice.enter(der.context(0))
  choice.finish()
  const uris: string[] = []
  while (!names.isAtEnd) {
    const isUri = names.nextIs(der.primitive(6))
    if (isUri) uris.push(names.content(der.primitive(6)).toString('latin1'))
    else names.skip()
  }
  return uris
}
