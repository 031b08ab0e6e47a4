import 'server-only'
import type { RawExtension } from '#lib/certificates/server/certificate-der.ts'
import { DerError } from '#lib/certificates/server/der.ts'
import { der, DerCursor } from '../der/der-cursor.ts'
import { readGeneralizedTime } from '../der/der-time.ts'
import { readExtensionList, readSigned, type Signed } from '../der/x509.ts'
import { Refused } from '../refused.ts'
import type { OcspRefusalCode } from './reading.ts'

/** BasicOCSPResponse (RFC 6960, 4.2.1), its answers not yet looked at. */
export type BasicResponse = Signed & {
  /** Who says to have signed it: the encoded name, or the SHA-1 of the key. */
  readonly responder: { readonly by: 'name' | 'key'; readonly value: Buffer }
  readonly producedAt: number
  /** On the content of responses. */
  readonly responses: DerCursor
  readonly extensions: readonly RawExtension[]
  /** Certificates that came along, in DER. */
  readonly certificates: readonly Buffer[]
}

/** OCSPResponseStatus; 4 is not used. */
const errors: Readonly<Record<number, string>> = {
  1: 'malformedRequest',
  2: 'internalError',
  3: 'tryLater',
  5: 'sigRequired',
  6: 'unauthorized',
}

const BASIC = '1.3.6.1.5.5.7.48.1.1'

/** OCSPResponse. Throws DerError, and Refused for a responder that gives no answer. */
export function readResponse(bytes: Buffer): BasicResponse {
  const whole = new DerCursor(bytes)
  const outer = whole.enter(der.sequence)
  whole.finish()
  const status = outer.enumerated()
  if (status !== 0) {
    const name = errors[status]
    if (name === undefined) throw new DerError('no status of a response')
    throw new Refused<OcspRefusalCode>('responder_error', `the responder answered ${name}`)
  }
  const wrapper = outer.enter(der.context(0))
  outer.finish()
  const body = wrapper.enter(der.sequence)
  wrapper.finish()
  if (body.objectIdentifier() !== BASIC) throw new DerError('another kind of response')
  const basic = new DerCursor(body.content(der.octetString))
  body.finish()
  return readBasic(basic)
}

function readBasic(whole: DerCursor): BasicResponse {
  const outer = whole.enter(der.sequence)
  whole.finish()
  const parts = readSigned(outer)
  const certificates = outer.isAtEnd ? [] : readCertificates(outer.enter(der.context(0)))
  outer.finish()
  const fields = new DerCursor(parts.signed).enter(der.sequence)
  // DER leaves the default out; version 1 written all the same is forgiven, another one is not.
  if (fields.nextIs(der.context(0))) readVersion(fields.enter(der.context(0)))
  const responder = readResponder(fields)
  const producedAt = readGeneralizedTime(fields)
  const responses = fields.enter(der.sequence)
  const extensions = fields.isAtEnd ? [] : readExtensionList(fields.enter(der.context(1)))
  fields.finish()
  return { ...parts, responder, producedAt, responses, extensions, certificates }
}

function readVersion(wrapper: DerCursor): void {
  if (wrapper.content(der.integer).toString('hex') !== '00') throw new DerError('no version of a response')
  wrapper.finish()
}

function readResponder(fields: DerCursor): BasicResponse['responder'] {
  const isByName = fields.nextIs(der.context(1))
  const choice = fields.enter(der.context(isByName ? 1 : 2))
  const value = isByName ? choice.encoded(der.sequence) : choice.content(der.octetString)
  choice.finish()
  return { by: isByName ? 'name' : 'key', value }
}

const MAX_CERTIFICATES = 10

function readCertificates(wrapper: DerCursor): readonly Buffer[] {
  const list = wrapper.enter(der.sequence)
  wrapper.finish()
  const certificates: Buffer[] = []
  while (!list.isAtEnd) {
    if (certificates.length === MAX_CERTIFICATES) throw new DerError('too many certificates')
    certificates.push(list.encoded(der.sequence))
  }
  return certificates
}
