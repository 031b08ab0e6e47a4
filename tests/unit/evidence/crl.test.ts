import { createHash, randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { readCrl, type CrlQuestion } from '#lib/evidence/server/crl/read-crl.ts'
import type { CrlReading } from '#lib/evidence/server/crl/reading.ts'
import type { Authority } from '#lib/pki/authority.ts'
import { createRootAuthority } from '#lib/pki/authority.ts'
import { issueCrl } from '#lib/pki/crl.ts'
import {
  bitString,
  enumerated,
  explicit,
  generalizedTime,
  implicit,
  integer,
  integerFromHex,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  time,
  utf8String,
} from '#lib/pki/der.ts'
import { generateKeyPair } from '#lib/pki/key.ts'
import { signatureAlgorithm } from '#lib/pki/sign.ts'
import { crlEntry, crlExtension, madeCrl, manyEntries, manySerial, type CrlParts } from '#tests/support/made-crl.ts'
import { dayMs, testAuthorities } from '#tests/unit/pki/test-authorities.ts'

const now = Date.UTC(2026, 10, 27, 12)
const revokedAt = Date.UTC(2026, 0, 2, 3, 4, 5)

let issuing: Authority
let root: Authority
beforeAll(async () => {
  ;({ issuing, root } = await testAuthorities('ECC_256', now))
})

function read(bytes: Uint8Array, changes: Partial<CrlQuestion> = {}) {
  return readCrl(bytes, { issuer: issuing.certificatePem, serials: new Set(['0a', '7f00ff']), now, ...changes })
}

async function reading(bytes: Uint8Array, changes: Partial<CrlQuestion> = {}): Promise<CrlReading> {
  const read_ = await read(bytes, changes)
  if (!read_.ok) throw new Error(`${read_.error.code}: ${read_.error.detail}`)
  return read_.value
}

async function refusalOf(bytes: Uint8Array, changes: Partial<CrlQuestion> = {}): Promise<string> {
  const read_ = await read(bytes, changes)
  return read_.ok ? 'accepted' : read_.error.code
}

const made = (changes: Partial<CrlParts> = {}): Buffer => madeCrl(issuing, now, changes)
const reasonCode = (code: number): Uint8Array => crlExtension('2.5.29.21', enumerated(code))

describe('a CRL', () => {
  it('is read with what is asked about, spelled as it was asked', async () => {
    const { der, pem } = issueCrl(issuing, {
      number: 4711,
      thisUpdate: now,
      nextUpdate: now + dayMs,
      entries: [
        { serialNumber: '7f00ff', revokedAt, reason: 'cessationOfOperation' },
        { serialNumber: '0a', revokedAt: Date.UTC(2051, 0, 1) },
        { serialNumber: 'ff01', revokedAt, reason: 'keyCompromise' },
      ],
    })
    const sha256 = createHash('sha256').update(der).digest('hex')
    const {
      found,
      der: verified,
      ...head
    } = await reading(der, { serials: new Set(['007F00FF', '0a', '0b', '', '00', 'zz']) })
    expect(head).toEqual({
      sha256,
      bytes: der.length,
      number: '4711',
      thisUpdate: now,
      nextUpdate: now + dayMs,
      entries: 3,
      signatureAlgorithm: 'ecdsa-with-SHA256',
    })
    expect([...found]).toEqual([
      ['007F00FF', { revokedAt, reason: 'cessationOfOperation' }],
      ['0a', { revokedAt: Date.UTC(2051, 0, 1), reason: null }],
    ])
    expect(verified.equals(der)).toBe(true)
    const armoured = await reading(Buffer.from(`\r\n${pem.replaceAll('\n', '\r\n')}`), { serials: new Set(['ff01']) })
    expect(armoured).toMatchObject({
      sha256,
      bytes: der.length,
      found: new Map([['ff01', { revokedAt, reason: 'keyCompromise' }]]),
    })
    expect(armoured.der.equals(der)).toBe(true)
  })

  it('may be signed with RSA, list nobody, be of version 1, and be from before nextUpdate to the second', async () => {
    const rsa = await testAuthorities('RSA_2048', now)
    const empty = issueCrl(rsa.issuing, { number: 1, thisUpdate: now, nextUpdate: now + dayMs, entries: [] })
    expect(await reading(empty.der, { issuer: rsa.issuing.certificatePem, now: now + dayMs })).toMatchObject({
      entries: 0,
      signatureAlgorithm: 'sha256WithRSAEncryption',
    })
    expect(
      await reading(made({ version: null, extensions: null, entries: [crlEntry('0a', revokedAt)] })),
    ).toMatchObject({
      entries: 1,
      number: null,
    })
  })

  it('may list negative serials of a careless CA, which are not those that end alike', async () => {
    const entries = [sequence(Buffer.from('0201ff', 'hex'), time(revokedAt)), crlEntry('80', revokedAt)]
    const { found } = await reading(made({ entries }), { serials: new Set(['ff', '80']) })
    expect([...found.keys()]).toEqual(['80'])
  })

  it('has a number of up to 20 bytes', async () => {
    const largest = integerFromHex(`7f${'ff'.repeat(19)}`)
    const { number } = await reading(made({ extensions: [crlExtension('2.5.29.20', largest)] }))
    expect(number).toBe((2n ** 159n - 1n).toString())
    expect(await refusalOf(made({ extensions: [crlExtension('2.5.29.20', integerFromHex('01'.repeat(21)))] }))).toBe(
      'malformed',
    )
  })

  it.each([
    [0, 'unspecified'],
    [1, 'keyCompromise'],
    [2, 'cACompromise'],
    [3, 'affiliationChanged'],
    [4, 'superseded'],
    [5, 'cessationOfOperation'],
    [6, 'certificateHold'],
    [9, 'privilegeWithdrawn'],
    [10, 'aACompromise'],
  ])('names reason %i as %s', async (code, reason) => {
    const { found } = await reading(made({ entries: [crlEntry('0a', revokedAt, reasonCode(code))] }))
    expect(found.get('0a')).toEqual({ revokedAt, reason })
  })

  it('may have extensions that say nothing about which certificates it lists', async () => {
    const extensions = [
      crlExtension('2.5.29.20', integer(7)),
      crlExtension('2.5.29.46', sequence()),
      crlExtension('1.2.3.4', nullValue()),
      crlExtension('2.5.29.35', sequence(implicit(0, issuing.keyIdentifier), implicit(2, Uint8Array.of(5))), true),
      crlExtension('2.5.29.28', sequence(implicit(1, Uint8Array.of(0xff))), true),
    ]
    const invalidity = crlExtension('2.5.29.24', generalizedTime(revokedAt), true)
    const entry = crlEntry('0a', revokedAt, crlExtension('1.2.3', nullValue()), invalidity, reasonCode(4))
    expect((await reading(made({ extensions, entries: [entry] }))).found.get('0a')?.reason).toBe('superseded')
  })

  it('is believed for one distribution point where that is the one that was asked', async () => {
    const url = 'http://crl.example/3.crl'
    const point = explicit(0, explicit(0, implicit(6, Buffer.from(url)), implicit(2, Buffer.from('other.example'))))
    const crl = made({ extensions: [crlExtension('2.5.29.28', sequence(point), true)] })
    expect(await refusalOf(crl, { pointers: ['http://crl.example/2.crl', url] })).toBe('accepted')
    expect(await refusalOf(crl, { pointers: ['http://crl.example/2.crl'] })).toBe('delta_or_partial')
    expect(await refusalOf(crl)).toBe('delta_or_partial')
  })

  it('keeps what a genuine one says when it is stale or not yet valid', async () => {
    const crl = made({ entries: [crlEntry('0a', revokedAt)] })
    const stale = await read(crl, { now: now + dayMs + 1000 })
    expect(stale).toMatchObject({
      ok: false,
      error: { code: 'stale', head: { number: '7', entries: 1, nextUpdate: now + dayMs } },
    })
    expect(await read(crl, { now: now - 60_000 - 301_000 })).toMatchObject({
      ok: false,
      error: { code: 'not_yet_valid', head: { number: '7' } },
    })
    expect(await refusalOf(crl, { now: now - 60_000 - 299_000 })).toBe('accepted')
  })

  it('is refused by one that names the CA but has another key', async () => {
    const impostor = createRootAuthority({
      subject: issuing.subject,
      keyPair: await generateKeyPair('ECC_256'),
      serialNumber: '01',
      notBefore: now - dayMs,
      notAfter: now + dayMs,
    })
    const crl = issueCrl(impostor, { number: 1, thisUpdate: now, nextUpdate: now + dayMs, entries: [] })
    expect(await refusalOf(crl.der)).toBe('wrong_issuer')
    expect(await refusalOf(madeCrl(impostor, now))).toBe('bad_signature')
  })
})

const alter = (bytes: Buffer, at: number, value: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[at] = value
  return copy
}
const algorithm = (oid: string, ...parameters: Uint8Array[]): Uint8Array =>
  sequence(objectIdentifier(oid), ...parameters)
const raw = (hex: string): Uint8Array => Buffer.from(hex, 'hex')

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

function contentOf(crl: Buffer): Buffer {
  return crl.subarray(crl[1] === 0x82 ? 4 : crl[1] === 0x81 ? 3 : 2)
}

function withLength(encode: (length: number) => number[]): Buffer {
  const content = contentOf(made())
  return Buffer.concat([Buffer.from([0x30, ...encode(content.length)]), content])
}

/** A made CRL whose signature, a BIT STRING without its three bytes of tag, length and unused bits, is replaced. */
function withSignature(change: (signature: Buffer) => Uint8Array): Buffer {
  const content = contentOf(made())
  const algorithmBytes = signatureAlgorithm(issuing)
  const start = content.lastIndexOf(algorithmBytes) + algorithmBytes.length
  return Buffer.from(sequence(content.subarray(0, start), change(content.subarray(start + 3))))
}

// A thread takes its time to start on a busy machine.
describe('a long CRL', { timeout: 60_000 }, () => {
  it('is read in a thread, with the same verdicts', async () => {
    const entries = [manyEntries(3_000, revokedAt)]
    const crl = made({ entries })
    expect(crl.length).toBeGreaterThan(100_000)
    const serials = new Set([manySerial(0), manySerial(2_999), manySerial(3_000)])
    const [first, second, forged, pem] = await Promise.all([
      reading(crl, { serials }),
      reading(crl, { serials }),
      read(made({ entries, key: root.privateKey })),
      reading(armoured(crl), { serials }),
    ])
    expect([...first.found]).toEqual([
      [manySerial(0), { revokedAt, reason: 'keyCompromise' }],
      [manySerial(2_999), { revokedAt, reason: 'superseded' }],
    ])
    expect(first.entries).toBe(3_000)
    expect(first.der.equals(crl)).toBe(true)
    expect({ ...second, der: null }).toEqual({ ...first, der: null })
    expect(forged).toMatchObject({ ok: false, error: { code: 'bad_signature' } })
    expect(pem.der.equals(crl)).toBe(true)
    expect(pem.sha256).toBe(first.sha256)
    // What was handed in is still the caller's.
    expect(crl.length).toBeGreaterThan(100_000)
  })

  it('is given up when reading it takes too long', async () => {
    expect(await refusalOf(made({ entries: [manyEntries(3_000, revokedAt)] }), { timeoutMs: 1 })).toBe('took_too_long')
  })

  it('of nonsense is refused there, too', async () => {
    expect(await refusalOf(randomBytes(200_000))).toMatch(/malformed|truncated/)
    expect(await refusalOf(Buffer.alloc(200_000, 0x30))).toBe('malformed')
  })
})

function armoured(der: Buffer): Buffer {
  const body = der.toString('base64').replaceAll(/.{64}/g, '$&\n')
  return Buffer.from(`-----BEGIN X509 CRL-----\n${body}\n-----END X509 CRL-----\n`)
}
