import { describe, expect, it } from 'vitest'
import { pointersOf } from '#lib/evidence/server/pointers.ts'
import { explicit, implicit, objectIdentifier, sequence, sequenceOf, utf8String } from '#lib/pki/der.ts'
import { encodeDistinguishedName } from '#lib/pki/distinguished-name.ts'
import { extension } from '#lib/pki/extension.ts'
import { toPem } from '#lib/pki/pem.ts'
import { signed } from '#lib/pki/sign.ts'
import { tbsCertificate } from '#lib/pki/tbs-certificate.ts'
import { dayMs, testAuthorities, testLeaf } from '#tests/unit/pki/test-authorities.ts'

const now = Date.UTC(2026, 10, 27, 12)
const { issuing } = await testAuthorities('ECC_256', now)

function pemWith(...extensions: readonly Uint8Array[]): string {
  const subjectDer = encodeDistinguishedName({ commonName: 'x' })
  const names = { issuerDer: issuing.subjectDer, subjectDer, spkiDer: issuing.spkiDer }
  const times = { serialNumber: '01', notBefore: now, notAfter: now + dayMs }
  return toPem('CERTIFICATE', signed(tbsCertificate('ECC', { ...names, ...times, extensions }), issuing))
}

const uri = (text: string): Uint8Array => implicit(6, Buffer.from(text, 'latin1'))
const point = (names: readonly Uint8Array[], ...rest: readonly Uint8Array[]): Uint8Array =>
  sequence(explicit(0, explicit(0, ...names)), ...rest)
const points = (...list: readonly Uint8Array[]): Uint8Array => extension('2.5.29.31', false, sequenceOf(list))
const access = (...list: readonly (readonly [string, Uint8Array])[]): Uint8Array =>
  extension('1.3.6.1.5.5.7.1.1', false, sequenceOf(list.map(([oid, name]) => sequence(objectIdentifier(oid), name))))
const OCSP = '1.3.6.1.5.5.7.48.1'
const CA_ISSUERS = '1.3.6.1.5.5.7.48.2'

describe('the pointers of a certificate', () => {
  it('are those that the emulator writes', async () => {
    expect(pointersOf((await testLeaf(issuing, now)).pem)).toEqual({
      crl: ['http://pki.example/issuing.crl'],
      ocsp: ['http://pki.example/ocsp'],
      caIssuers: ['http://pki.example/issuing.crt'],
      unusable: [],
    })
  })

  it('keep their order, and come once', () => {
    const pem = pemWith(
      points(
        point([uri('http://a.example/1'), uri('http://b.example/2')]),
        point([uri('http://a.example/1')]),
        point([uri('https://c.example/3')]),
      ),
      access(
        [CA_ISSUERS, uri('http://d.example/4')],
        [OCSP, uri('https://e.example/5')],
        ['1.2.3', uri('http://f.example')],
      ),
    )
    expect(pointersOf(pem)).toEqual({
      crl: ['http://a.example/1', 'http://b.example/2', 'https://c.example/3'],
      ocsp: ['https://e.example/5'],
      caIssuers: ['http://d.example/4'],
      unusable: [],
    })
  })

  it('that cannot be used are told apart', () => {
    const directory = explicit(4, encodeDistinguishedName({ commonName: 'Directory' }))
    const pem = pemWith(
      points(
        point([uri('ldap://a.example/cn=x'), uri('http://['), uri('file:///etc/passwd'), directory]),
        point([uri('http://b.example/partial')], implicit(1, Uint8Array.of(6, 0x40))),
        point([uri('http://c.example/indirect')], explicit(2, directory)),
        sequence(explicit(0, explicit(1))),
        sequence(explicit(2, directory)),
      ),
      access([OCSP, directory], [OCSP, uri('ldap://d.example')]),
    )
    expect(pointersOf(pem)).toMatchObject({ crl: [], ocsp: [], caIssuers: [] })
    expect(pointersOf(pem).unusable.map(({ value, fault }) => `${fault}: ${value}`)).toEqual([
      'scheme: ldap://a.example/cn=x',
      'scheme: http://[',
      'scheme: file:///etc/passwd',
      'not_a_uri: CN=Directory',
      'indirect_or_partial: http://b.example/partial',
      'indirect_or_partial: http://c.example/indirect',
      'not_a_uri: ',
      'not_a_uri: CN=Directory',
      'scheme: ldap://d.example',
    ])
  })

  it('are at most eight of each, and none is longer than anybody needs', () => {
    const many = Array.from({ length: 100 }, (_, index) => point([uri(`http://a.example/${String(index)}`)]))
    const { crl, unusable } = pointersOf(pemWith(points(...many)))
    expect(crl).toHaveLength(8)
    expect(unusable).toHaveLength(32)
    expect(unusable[0]).toEqual({ value: 'http://a.example/8', fault: 'too_many' })
    const long = pointersOf(pemWith(points(point([uri(`http://a.example/${'x'.repeat(5_000)}`)]))))
    expect(long).toMatchObject({ crl: [], unusable: [{ fault: 'scheme' }] })
    expect(long.unusable[0]?.value).toHaveLength(2_049)
  })

  it('are none where nothing can be read, and that is said', () => {
    const nothing = { crl: [], ocsp: [], caIssuers: [] }
    expect(pointersOf('no PEM')).toEqual({ ...nothing, unusable: [{ value: 'certificate', fault: 'unreadable' }] })
    expect(pointersOf(pemWith(extension('2.5.29.31', false, utf8String('x'))))).toEqual({
      ...nothing,
      unusable: [{ value: 'cRLDistributionPoints', fault: 'unreadable' }],
    })
    expect(pointersOf(pemWith(extension('1.2.3', false, sequence())))).toEqual({ ...nothing, unusable: [] })
  })
})
