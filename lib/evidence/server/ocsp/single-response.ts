import 'server-only'
import { DerError } from '#lib/certificates/server/der.ts'
import { der, type DerCursor } from '../der/der-cursor.ts'
import { readGeneralizedTime } from '../der/der-time.ts'
import { readExtensionList } from '../der/x509.ts'
import { Refused } from '../refused.ts'
import { reasonOf } from '../revocation-reason.ts'
import { isAbout, type AskedPair } from './certificate-id.ts'
import type { OcspReading, OcspRefusalCode } from './reading.ts'

export type SingleResponse = Pick<OcspReading, 'status' | 'revokedAt' | 'reason' | 'thisUpdate' | 'nextUpdate'>

const MAX_RESPONSES = 100

/** The one answer about this certificate among those that a response holds. Throws DerError and Refused. */
export function findResponse(responses: DerCursor, pair: AskedPair): SingleResponse {
  let found: SingleResponse | null = null
  for (let count = 0; !responses.isAtEnd; count += 1) {
    if (count === MAX_RESPONSES) throw new DerError('too many answers')
    const fields = responses.enter(der.sequence)
    const isOurs = isAbout(fields.enter(der.sequence), pair)
    const response = readSingle(fields)
    if (!isOurs) continue
    if (found !== null) throw new DerError('two answers about one certificate')
    found = response
  }
  if (found === null) throw new Refused<OcspRefusalCode>('other_certificate', 'it does not speak of this certificate')
  return found
}

/** SingleResponse (RFC 6960, 4.2.1) behind its CertID. */
function readSingle(fields: DerCursor): SingleResponse {
  const status = readStatus(fields)
  const thisUpdate = readGeneralizedTime(fields)
  const nextUpdate = fields.nextIs(der.context(0)) ? readWrappedTime(fields.enter(der.context(0))) : null
  const extensions = fields.isAtEnd ? [] : readExtensionList(fields.enter(der.context(1)))
  fields.finish()
  if (nextUpdate !== null && nextUpdate < thisUpdate) throw new DerError('nextUpdate before thisUpdate')
  if (extensions.some(({ critical }) => critical)) {
    throw new Refused<OcspRefusalCode>(
      'unsupported_critical_extension',
      'an answer in it has a critical extension that is not understood here',
    )
  }
  return { ...status, thisUpdate, nextUpdate }
}

type Status = Pick<OcspReading, 'status' | 'revokedAt' | 'reason'>

function readStatus(fields: DerCursor): Status {
  if (fields.nextIs(der.context(1))) return readRevoked(fields.enter(der.context(1)))
  const isGood = fields.nextIs(der.primitive(0))
  fields.enter(der.primitive(isGood ? 0 : 2)).finish()
  return { status: isGood ? 'good' : 'unknown', revokedAt: null, reason: null }
}

function readRevoked(fields: DerCursor): Status {
  const revokedAt = readGeneralizedTime(fields)
  const reason = fields.isAtEnd ? null : readReason(fields.enter(der.context(0)))
  fields.finish()
  // RFC 6960, 2.2: so a responder speaks of a certificate that it has no record of.
  if (revokedAt === 0 && reason === 'certificateHold') return { status: 'unknown', revokedAt: null, reason: null }
  return { status: 'revoked', revokedAt, reason }
}

function readReason(wrapper: DerCursor): NonNullable<Status['reason']> {
  const reason = reasonOf(wrapper.enumerated())
  wrapper.finish()
  // removeFromCRL says that a certificate is not revoked; an answer cannot say both.
  if (reason === null || reason === 'removeFromCRL') throw new DerError('no reason of a revocation')
  return reason
}

function readWrappedTime(wrapper: DerCursor): number {
  const time = readGeneralizedTime(wrapper)
  wrapper.finish()
  return time
}
