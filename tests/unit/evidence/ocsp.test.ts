import { createHash, randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildOcspRequest } from '#lib/evidence/server/ocsp/build-request.ts'
import { readOcspAnswer } from '#lib/evidence/server/ocsp/read-answer.ts'
import type { OcspReading } from '#lib/evidence/server/ocsp/reading.ts'
import type { Authority } from '#lib/pki/authority.ts'
import {
  enumerated,
  explicit,
  generalizedTime,
  implicit,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  sequenceOf,
  time,
  utf8String,
} from '#lib/pki/der.ts'
import { encodeDistinguishedName } from '#lib/pki/distinguished-name.ts'
import { extension, keyUsage } from '#lib/pki/extension.ts'
import { generateKeyPair, keyIdentifierOf } from '#lib/pki/key.ts'
import { ocspErrorResponse } from '#lib/pki/ocsp.ts'
import { signed, signerOf } from '#lib/pki/sign.ts'
import { tbsCertificate } from '#lib/pki/tbs-certificate.ts'
import { answerFor, certId, good, madeAnswer, singleResponse, type OcspParts } from '#tests/support/made-ocsp.ts'
import { dayMs, testAuthorities, testLeaf } from '#tests/unit/pki/test-authorities.ts'

const now = Date.UTC(2026, 10, 27, 12)
const nonce = randomBytes(32)

let issuing: Authority
let stranger: Authority
let leaf: { pem: string; serialNumber: string }
let question: { certificate: string; issuer: string; nonce: Uint8Array; now: number }
beforeAll(async () => {
  issuing = (await testAuthorities('ECC_256', now)).issuing
  stranger = (await testAuthorities('ECC_256', now)).issuing
  leaf = await testLeaf(issuing, now)
  question = { certificate: leaf.pem, issuer: issuing.certificatePem, nonce, now }
})

type Changes = Partial<typeof question> | { nonce: null }

function reading(bytes: Uint8Array, changes: Changes = {}): OcspReading {
  const read = readOcspAnswer(bytes, { ...question, ...changes })
  if (!read.ok) throw new Error(`${read.error.code}: ${read.error.detail}`)
  return read.value
}

function verdict(bytes: Uint8Array, changes: Changes = {}): string {
  const read = readOcspAnswer(bytes, { ...question, ...changes })
  return read.ok ? read.value.status : read.error.code
}

const single = (
  changes: { id?: Uint8Array; status?: Uint8Array; thisUpdate?: number; nextUpdate?: number | null } = {},
) =>
  singleResponse(
    changes.id ?? certId(issuing, leaf.serialNumber),
    changes.status ?? good,
    changes.thisUpdate ?? now,
    changes.nextUpdate === undefined ? now + dayMs : changes.nextUpdate,
  )
const made = (changes: Partial<OcspParts> = {}): Buffer =>
  madeAnswer(issuing, now, { responses: [single()], ...changes })
const ocspExtension = (oid: string, value: Uint8Array, isCritical = false): Uint8Array =>
  extension(oid, isCritical, value)
const nonceExtension = (value: Uint8Array): Uint8Array => ocspExtension('1.3.6.1.5.5.7.48.1.2', octetString(value))

describe('an answer of the CA itself', () => {
  it('says since when and why a certificate is revoked', () => {
    const revokedAt = Date.UTC(2026, 1, 3, 4, 5, 6)
    const der = answerFor(issuing, question, { status: 'revoked', revokedAt, reason: 'keyCompromise' })
    expect(reading(der)).toEqual({
      status: 'revoked',
      revokedAt,
      reason: 'keyCompromise',
      thisUpdate: now,
      nextUpdate: now + dayMs,
      producedAt: now,
      sha256: createHash('sha256').update(der).digest('hex'),
      isNonceEchoed: true,
      signatureAlgorithm: 'ecdsa-with-SHA256',
      delegate: null,
    })
  })

  it('may give no reason, say good or unknown, and be signed with RSA', async () => {
    expect(reading(answerFor(issuing, question, { status: 'revoked', revokedAt: now }))).toMatchObject({ reason: null })
    expect(reading(answerFor(issuing, question, { status: 'good' }))).toMatchObject({ status: 'good', revokedAt: null })
    expect(verdict(answerFor(issuing, question, { status: 'unknown' }))).toBe('unknown')
    const rsa = (await testAuthorities('RSA_2048', now)).issuing
    const other = { ...question, certificate: (await testLeaf(rsa, now)).pem, issuer: rsa.certificatePem }
    expect(reading(answerFor(rsa, other, { status: 'good' }), other).signatureAlgorithm).toBe('sha256WithRSAEncryption')
  })

  it('is unknown where the responder calls revoked what it has no record of', () => {
    const status = explicit(1, generalizedTime(0), explicit(0, enumerated(6)))
    expect(reading(made({ responses: [single({ status })] }))).toMatchObject({
      status: 'unknown',
      revokedAt: null,
      reason: null,
    })
    const held = explicit(1, generalizedTime(1000), explicit(0, enumerated(6)))
    expect(reading(made({ responses: [single({ status: held })] }))).toMatchObject({
      status: 'revoked',
      reason: 'certificateHold',
    })
  })

  it('may name the CA by its name, the certificate by SHA-256, speak of others, and repeat no nonce', () => {
    const others = [single({ id: certId(issuing, '0a') }), single({ id: certId(stranger, leaf.serialNumber) })]
    const responses = [
      ...others,
      single({ id: certId(issuing, leaf.serialNumber, 'sha256'), status: explicit(1, generalizedTime(now)) }),
    ]
    expect(reading(made({ responses, responder: explicit(1, issuing.subjectDer) }))).toMatchObject({
      status: 'revoked',
      isNonceEchoed: false,
    })
    expect(verdict(made(), { nonce: null })).toBe('good')
  })

  it('may be without an end: for a day, or as long as our nonce shows that it is new', () => {
    const responses = [single({ nextUpdate: null, thisUpdate: now - dayMs })]
    expect(reading(made({ responses }))).toMatchObject({ status: 'good', nextUpdate: null })
    expect(verdict(made({ responses }), { now: now + 301_000 })).toBe('stale')
    expect(verdict(made({ responses, extensions: [nonceExtension(nonce)] }), { now: now + 301_000 })).toBe('good')
  })

  it('may be up to five minutes off', () => {
    expect(verdict(made(), { now: now - 299_000 })).toBe('good')
    expect(verdict(made(), { now: now - 301_000 })).toBe('not_yet_valid')
    expect(verdict(made(), { now: now + dayMs + 299_000 })).toBe('good')
    expect(verdict(made(), { now: now + dayMs + 301_000 })).toBe('stale')
  })
})

describe('an answer of a delegate', () => {
  type Delegation = {
    purposes?: readonly string[]
    usages?: 'sign' | 'encipher' | 'any'
    signer?: Authority
    issuer?: Authority
    notAfter?: number
    extra?: readonly Uint8Array[]
  }

  async function delegated(
    delegation: Delegation = {},
    responderBy: 'name' | 'key' = 'name',
    changes: Partial<OcspParts> = {},
  ) {
    const {
      purposes = ['1.3.6.1.5.5.7.3.9'],
      usages = 'sign',
      signer = issuing,
      issuer = issuing,
      notAfter = now + dayMs,
      extra = [],
    } = delegation
    const { privateKeyDer, spkiDer } = await generateKeyPair('RSA_2048')
    const subjectDer = encodeDistinguishedName({ commonName: 'Responder' })
    const toBeSigned = tbsCertificate(signer.algorithm, {
      ...{
        serialNumber: '00c0ffee',
        issuerDer: issuer.subjectDer,
        notBefore: now - dayMs,
        notAfter,
        subjectDer,
        spkiDer,
      },
      extensions: [
        extension('2.5.29.37', true, sequenceOf(purposes.map(objectIdentifier))),
        ...(usages === 'any' ? [] : [keyUsage(usages === 'sign' ? 'digitalSignature' : 'keyEncipherment')]),
        ...extra,
      ],
    })
    const responder =
      responderBy === 'name' ? explicit(1, subjectDer) : explicit(2, octetString(keyIdentifierOf(spkiDer)))
    const own = signerOf(privateKeyDer)
    return made({
      ...{ responder, key: own.privateKey, certificates: [signed(toBeSigned, signer)] },
      algorithm: sequence(objectIdentifier('1.2.840.113549.1.1.11'), nullValue()),
      ...changes,
    })
  }

  it('is believed when the CA has certified it for that', async () => {
    const expected = {
      status: 'good',
      signatureAlgorithm: 'sha256WithRSAEncryption',
      delegate: { serialNumber: 'c0ffee', isExempt: false },
    }
    expect(reading(await delegated())).toMatchObject(expected)
    expect(reading(await delegated({ usages: 'any' }, 'key'))).toMatchObject(expected)
    const noCheck = extension('1.3.6.1.5.5.7.48.1.5', false, nullValue())
    expect(reading(await delegated({ extra: [noCheck] })).delegate?.isExempt).toBe(true)
  })

  it.each([
    ['for other purposes', { purposes: ['1.3.6.1.5.5.7.3.2'] }],
    ['for any purpose', { purposes: ['2.5.29.37.0'] }],
    ['for enciphering', { usages: 'encipher' }],
    ['until yesterday', { notAfter: now - 600_000 }],
    ['with a demand that is not understood', { extra: [extension('1.2.3', true, nullValue())] }],
  ] as const)('is not believed when it is certified %s', async (_name, delegation) => {
    expect(verdict(await delegated(delegation))).toBe('wrong_responder')
  })

  it('is not believed when somebody else has certified it, or nobody', async () => {
    expect(verdict(await delegated({ signer: stranger }))).toBe('wrong_responder')
    expect(verdict(await delegated({ signer: stranger, issuer: stranger }))).toBe('wrong_responder')
    expect(verdict(await delegated({}, 'name', { certificates: [] }))).toBe('wrong_responder')
    expect(verdict(await delegated({}, 'name', { certificates: [issuing.certificateDer] }))).toBe('wrong_responder')
    expect(verdict(await delegated({}, 'name', { certificates: [sequence(utf8String('no certificate'))] }))).toBe(
      'wrong_responder',
    )
    expect(
      verdict(
        await delegated({}, 'name', {
          key: stranger.privateKey,
          algorithm: sequence(objectIdentifier('1.2.840.10045.4.3.2')),
        }),
      ),
    ).toBe('bad_signature')
  })

  it('is the leaf itself only if the leaf is for that', async () => {
    const own = await testLeaf(issuing, now)
    const subjectDer = encodeDistinguishedName({
      country: 'CN',
      organization: '示例',
      organizationUnit: '支付',
      locality: '杭州',
      commonName: '王芳',
    })
    const answer = made({
      responder: explicit(1, subjectDer),
      certificates: [own.der],
      key: signerOf(own.privateKeyDer).privateKey,
    })
    expect(verdict(answer)).toBe('wrong_responder')
  })
})

describe('refused is', () => {
  const raw = (hex: string): Uint8Array => Buffer.from(hex, 'hex')
  it.each<[string, string, () => Uint8Array]>([
    ['no byte', 'malformed', () => Buffer.alloc(0)],
    ['a page that says that nothing is here', 'malformed', () => Buffer.from('<!doctype html>')],
    ['a byte behind the end', 'malformed', () => Buffer.concat([made(), Buffer.of(0)])],
    ['what is cut short', 'malformed', () => made().subarray(0, -1)],
    ['what is far too long', 'too_large', () => Buffer.alloc(65_537)],
    ['a responder that has no time', 'responder_error', () => ocspErrorResponse('tryLater')],
    ['a responder that is not entitled', 'responder_error', () => ocspErrorResponse('unauthorized')],
    ['an error that nobody has defined', 'malformed', () => sequence(enumerated(9))],
    ['success without an answer', 'malformed', () => sequence(enumerated(0))],
    [
      'another kind of answer',
      'malformed',
      () => sequence(enumerated(0), explicit(0, sequence(objectIdentifier('1.2.3'), octetString(nullValue())))),
    ],
    ['no answer about anybody', 'other_certificate', () => made({ responses: [] })],
    ['another serial number', 'other_certificate', () => made({ responses: [single({ id: certId(issuing, '0a') })] })],
    [
      'the same serial number of another CA',
      'other_certificate',
      () => made({ responses: [single({ id: certId(stranger, leaf.serialNumber) })] }),
    ],
    [
      'two answers about the same',
      'malformed',
      () => made({ responses: [single(), single({ status: explicit(1, generalizedTime(now)) })] }),
    ],
    [
      'another CA',
      'wrong_responder',
      () => answerFor(stranger, { ...question, issuer: issuing.certificatePem }, { status: 'good' }),
    ],
    ['a signature by another', 'bad_signature', () => made({ key: stranger.privateKey })],
    ['SHA-1', 'unsupported_signature', () => made({ algorithm: sequence(objectIdentifier('1.2.840.10045.4.1')) })],
    ['SM2', 'unsupported_signature', () => made({ algorithm: sequence(objectIdentifier('1.2.156.10197.1.501')) })],
    ["somebody else's nonce", 'wrong_nonce', () => made({ extensions: [nonceExtension(randomBytes(32))] })],
    ['a part of our nonce', 'wrong_nonce', () => made({ extensions: [nonceExtension(nonce.subarray(0, 31))] })],
    [
      'an unknown critical extension',
      'unsupported_critical_extension',
      () => made({ extensions: [ocspExtension('1.2.3', nullValue(), true)] }),
    ],
    [
      'an unknown critical extension of one answer',
      'unsupported_critical_extension',
      () =>
        made({
          responses: [
            singleResponse(
              certId(issuing, leaf.serialNumber),
              good,
              now,
              null,
              ocspExtension('1.2.3', nullValue(), true),
            ),
          ],
        }),
    ],
    ['a time of the other kind', 'malformed', () => made({ producedAt: time(now) })],
    ['a time with fractions', 'malformed', () => made({ producedAt: raw('181132303236313132373132303030302e355a') })],
    ['nextUpdate before thisUpdate', 'malformed', () => made({ responses: [single({ nextUpdate: now - 1000 })] })],
    ['good with something in it', 'malformed', () => made({ responses: [single({ status: implicit(0, raw('00')) })] })],
    [
      'a status that nobody has defined',
      'malformed',
      () => made({ responses: [single({ status: implicit(3, raw('')) })] }),
    ],
    [
      'a reason that nobody has defined',
      'malformed',
      () => made({ responses: [single({ status: explicit(1, generalizedTime(now), explicit(0, enumerated(7))) })] }),
    ],
    [
      'removeFromCRL',
      'malformed',
      () => made({ responses: [single({ status: explicit(1, generalizedTime(now), explicit(0, enumerated(8))) })] }),
    ],
    ['one that was made tomorrow', 'not_yet_valid', () => made({ producedAt: generalizedTime(now + dayMs) })],
    ['one that begins tomorrow', 'not_yet_valid', () => made({ responses: [single({ thisUpdate: now + dayMs / 2 })] })],
    [
      'one that has ended',
      'stale',
      () => made({ responses: [single({ thisUpdate: now - dayMs, nextUpdate: now - 301_000 })] }),
    ],
  ])('%s: %s', (_name, code, bytes) => {
    expect(verdict(bytes())).toBe(code)
  })

  it("a nonce where none was asked for, and a certificate of another CA's", async () => {
    expect(verdict(made({ extensions: [nonceExtension(nonce)] }), { nonce: null })).toBe('wrong_nonce')
    expect(verdict(made(), { certificate: 'no PEM' })).toBe('unusable_certificate')
    expect(verdict(made(), { issuer: 'no PEM' })).toBe('unusable_certificate')
    const { issuing: rsa } = await testAuthorities('RSA_2048', now)
    expect(verdict(made(), { issuer: rsa.certificatePem })).toBe('unusable_certificate')
    expect(buildOcspRequest({ ...question, issuer: rsa.certificatePem })).toMatchObject({
      ok: false,
      error: { code: 'unusable_certificate' },
    })
  })
})
