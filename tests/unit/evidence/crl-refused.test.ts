import { describe, expect, it } from 'vitest'
import {
  bitString,
  explicit,
  implicit,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  time,
  utf8String,
} from '#lib/pki/der.ts'
import { crlEntry, crlExtension, madeCrl } from '#tests/support/made-crl.ts'
import { dayMs } from '#tests/unit/pki/test-authorities.ts'
import {
  now,
  revokedAt,
  refusalOf,
  made,
  reasonCode,
  contentOf,
  withLength,
  withSignature,
  issuing,
  root,
} from './crl-support.ts'

const algorithm = (oid: string, ...parameters: Uint8Array[]): Uint8Array =>
  sequence(objectIdentifier(oid), ...parameters)
const raw = (hex: string): Uint8Array => Buffer.from(hex, 'hex')

const alter = (bytes: Buffer, at: number, value: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[at] = value
  return copy
}

describe('refused is', () => {
  const cases: [string, string, () => Buffer][] = [
    ['no byte', 'truncated', () => Buffer.alloc(0)],
    ['one byte', 'truncated', () => Buffer.of(0x30)],
    ['the half of it', 'truncated', () => made().subarray(0, 100)],
    ['all but the last byte', 'truncated', () => made().subarray(0, -1)],
    ['a page that says that nothing is here', 'malformed', () => Buffer.from('<!doctype html><title>404</title>')],
    ['a byte behind the end', 'malformed', () => Buffer.concat([made(), Buffer.of(0)])],
    ['a second CRL behind it', 'malformed', () => Buffer.concat([made(), made()])],
    ['an outermost indefinite length', 'malformed', () => Buffer.concat([raw('3080'), made(), raw('0000')])],
    ['a length of five bytes', 'malformed', () => Buffer.concat([raw('308500000000'), made()])],
    [
      'an outermost length with a leading zero',
      'malformed',
      () => withLength((length) => [0x83, 0, length >> 8, length & 0xff]),
    ],
    [
      'a long form for a short length',
      'malformed',
      () => made({ issuer: Buffer.concat([raw('3081'), issuing.subjectDer.subarray(1)]) }),
    ],
    [
      'an indefinite length inside',
      'malformed',
      () => made({ entries: [raw('3080020101170d3236303130323033303430355a0000')] }),
    ],
    ['armour around nothing', 'malformed', () => Buffer.from('-----BEGIN X509 CRL-----\n-----END X509 CRL-----\n')],
    ['armour of another label', 'malformed', () => Buffer.from(issuing.certificatePem)],
    [
      'armour with a stranger in it',
      'malformed',
      () => Buffer.from('-----BEGIN X509 CRL-----\nMIIB*AAA\n-----END X509 CRL-----'),
    ],
    [
      'armour with text before it',
      'malformed',
      () => Buffer.from('hello\n-----BEGIN X509 CRL-----\nMIIBAAAA\n-----END X509 CRL-----'),
    ],
    ['armour without an end', 'truncated', () => Buffer.from('-----BEGIN X509 CRL-----\nMIIBAAAA')],
    ['a certificate', 'malformed', () => Buffer.from(issuing.certificateDer)],
    ['version 1 written out', 'malformed', () => made({ version: integer(0) })],
    ['version 3', 'malformed', () => made({ version: integer(2) })],
    ['extensions in version 1', 'malformed', () => made({ version: null })],
    [
      'extensions of an entry in version 1',
      'malformed',
      () => made({ version: null, extensions: null, entries: [crlEntry('0a', revokedAt, reasonCode(1))] }),
    ],
    ['an empty list of extensions', 'malformed', () => made({ extensions: [] })],
    [
      'an empty list of extensions of an entry',
      'malformed',
      () => made({ entries: [sequence(integer(10), time(revokedAt), sequence())] }),
    ],
    [
      'an extension twice',
      'malformed',
      () => made({ extensions: [1, 2].map((n) => crlExtension('2.5.29.20', integer(n))) }),
    ],
    ['a negative CRL number', 'malformed', () => made({ extensions: [crlExtension('2.5.29.20', raw('0201ff'))] })],
    ['something behind the extensions', 'malformed', () => made({ tail: nullValue() })],
    ['something behind the signature', 'malformed', () => Buffer.from(sequence(contentOf(made()), nullValue()))],
    [
      'a signature of odd bits',
      'malformed',
      () => withSignature((signature) => Buffer.concat([Buffer.of(0x03, signature.length + 1, 1), signature])),
    ],
    [
      'another algorithm outside than inside',
      'malformed',
      () => made({ outerAlgorithm: algorithm('1.2.840.10045.4.3.3') }),
    ],
    ['nextUpdate before thisUpdate', 'malformed', () => made({ nextUpdate: time(now - dayMs) })],
    ['a time without seconds', 'malformed', () => made({ thisUpdate: raw('170b323631313237313230305a') })],
    ['a time with an offset', 'malformed', () => made({ thisUpdate: raw('17113236313132373132303030302b30383030') })],
    ['a time with fractions', 'malformed', () => made({ thisUpdate: raw('181132303236313132373132303030302e355a') })],
    ['a thirtieth of February', 'malformed', () => made({ thisUpdate: raw('170d3236303233303132303030305a') })],
    [
      'a day that this year does not have',
      'malformed',
      () => made({ entries: [raw(`30120201 0a170d323630323239313230303030 5a`.replaceAll(' ', ''))] }),
    ],
    [
      'a serial with a zero too much',
      'malformed',
      () => made({ entries: [sequence(raw('0202000a'), time(revokedAt))] }),
    ],
    ['a serial of no byte', 'malformed', () => made({ entries: [sequence(raw('0200'), time(revokedAt))] })],
    [
      'an entry with a third part',
      'malformed',
      () => made({ entries: [sequence(integer(10), time(revokedAt), sequence(reasonCode(1)), nullValue())] }),
    ],
    [
      'a reason that nobody has defined',
      'malformed',
      () => made({ entries: [crlEntry('0b', revokedAt, reasonCode(7))] }),
    ],
    [
      'a reason of two bytes',
      'malformed',
      () => made({ entries: [crlEntry('0b', revokedAt, crlExtension('2.5.29.21', raw('0a020001')))] }),
    ],
    ['two reasons', 'malformed', () => made({ entries: [crlEntry('0b', revokedAt, reasonCode(1), reasonCode(4))] })],
    [
      'removeFromCRL in a complete CRL',
      'malformed',
      () => made({ entries: [crlEntry('0a', revokedAt, reasonCode(8))] }),
    ],
    [
      'two opinions about one serial',
      'malformed',
      () => made({ entries: [crlEntry('0a', revokedAt), crlEntry('0a', revokedAt + 1000)] }),
    ],
    [
      'a boolean of neither kind',
      'malformed',
      () => made({ extensions: [sequence(objectIdentifier('2.5.29.20'), raw('010101'), octetString(integer(1)))] }),
    ],
    ['another issuer', 'wrong_issuer', () => madeCrl(root, now)],
    [
      'the same issuer in another encoding',
      'wrong_issuer',
      () => made({ issuer: sequence(raw('3100'), sequence(utf8String('Issuing'))) }),
    ],
    [
      'another key identifier',
      'wrong_issuer',
      () => made({ extensions: [crlExtension('2.5.29.35', sequence(implicit(0, Buffer.alloc(20, 1))))] }),
    ],
    ['a signature by another', 'bad_signature', () => made({ key: root.privateKey })],
    [
      'a changed serial',
      'bad_signature',
      () => {
        const crl = made({ entries: [crlEntry('0a0b0c0d0e', revokedAt)] })
        return alter(crl, crl.indexOf(raw('0a0b0c0d0e')), 9)
      },
    ],
    ['an empty signature', 'bad_signature', () => withSignature(() => Buffer.from(bitString(new Uint8Array())))],
    [
      'a signature of zeros',
      'bad_signature',
      () => withSignature(() => Buffer.from(bitString(sequence(integer(0), integer(0))))),
    ],
    [
      'RSA named where the key is of a curve',
      'bad_signature',
      () => made({ algorithm: algorithm('1.2.840.113549.1.1.11', nullValue()) }),
    ],
    ['SM2', 'unsupported_signature', () => made({ algorithm: algorithm('1.2.156.10197.1.501') })],
    ['SHA-1', 'unsupported_signature', () => made({ algorithm: algorithm('1.2.840.10045.4.1') })],
    ['MD5', 'unsupported_signature', () => made({ algorithm: algorithm('1.2.840.113549.1.1.4', nullValue()) })],
    [
      'PSS with its defaults',
      'unsupported_signature',
      () => made({ algorithm: algorithm('1.2.840.113549.1.1.10', sequence()) }),
    ],
    [
      'parameters where none may be',
      'malformed',
      () => made({ algorithm: algorithm('1.2.840.10045.4.3.2', nullValue()) }),
    ],
    [
      'an unknown critical extension',
      'unsupported_critical_extension',
      () => made({ extensions: [crlExtension('1.2.3', nullValue(), true)] }),
    ],
    [
      'an unknown critical extension of an entry that nobody asked about',
      'unsupported_critical_extension',
      () => made({ entries: [crlEntry('0c', revokedAt, crlExtension('1.2.3', nullValue(), true))] }),
    ],
    ['a delta', 'delta_or_partial', () => made({ extensions: [crlExtension('2.5.29.27', integer(1), true)] })],
    [
      'a delta that is not critical',
      'delta_or_partial',
      () => made({ extensions: [crlExtension('2.5.29.27', integer(1))] }),
    ],
    [
      'one for CAs only',
      'delta_or_partial',
      () => made({ extensions: [crlExtension('2.5.29.28', sequence(implicit(2, raw('ff'))), true)] }),
    ],
    [
      'one for some reasons',
      'delta_or_partial',
      () => made({ extensions: [crlExtension('2.5.29.28', sequence(implicit(3, raw('0640'))), true)] }),
    ],
    [
      'an indirect one',
      'delta_or_partial',
      () => made({ extensions: [crlExtension('2.5.29.28', sequence(implicit(4, raw('ff'))), true)] }),
    ],
    [
      'one for attribute certificates',
      'delta_or_partial',
      () => made({ extensions: [crlExtension('2.5.29.28', sequence(implicit(5, raw('ff'))), true)] }),
    ],
    [
      'one for a place in a directory',
      'delta_or_partial',
      () => made({ extensions: [crlExtension('2.5.29.28', sequence(explicit(0, explicit(1))), true)] }),
    ],
    [
      'an entry of another issuer',
      'delta_or_partial',
      () => made({ entries: [crlEntry('0a', revokedAt, crlExtension('2.5.29.29', sequence(), true))] }),
    ],
    ['one without an end', 'no_next_update', () => made({ nextUpdate: null })],
    ['a stale one', 'stale', () => made({ nextUpdate: time(now - 1000) })],
    ['one from the future', 'not_yet_valid', () => made({ thisUpdate: time(now + dayMs / 2) })],
  ]
  it.each(cases)('%s: %s', async (_name, code, bytes) => {
    expect(await refusalOf(bytes())).toBe(code)
  })

  it('whatever cannot be verified with this CA', async () => {
    expect(await refusalOf(made(), { issuer: 'no PEM' })).toBe('unusable_issuer')
    expect(await refusalOf(made(), { issuer: issuing.certificatePem.replace(/\n.{64}\n/, '\n') })).toBe(
      'unusable_issuer',
    )
    const crl = made()
    expect(await refusalOf(crl, { limitBytes: crl.length - 1 })).toBe('too_large')
    expect(await refusalOf(crl, { limitBytes: crl.length })).toBe('accepted')
  })
})
