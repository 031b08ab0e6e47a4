import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createRootAuthority } from '#lib/pki/authority.ts'
import { issueCrl } from '#lib/pki/crl.ts'
import {
  explicit,
  generalizedTime,
  implicit,
  integer,
  integerFromHex,
  nullValue,
  sequence,
  time,
} from '#lib/pki/der.ts'
import { generateKeyPair } from '#lib/pki/key.ts'
import { crlEntry, crlExtension, madeCrl, manyEntries, manySerial } from '#tests/support/made-crl.ts'
import { dayMs, testAuthorities } from '#tests/unit/pki/test-authorities.ts'
import { now, revokedAt, read, reading, refusalOf, made, reasonCode, armoured, issuing, root } from './crl-support.ts'

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
