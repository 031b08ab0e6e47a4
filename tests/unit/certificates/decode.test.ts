import { X509Certificate, createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCertificate, pemFacts } from '#lib/certificates/server/decode.ts'

// Made by `openssl req` and `openssl x509`, so that nobody here judges their own encoding.
const vector = (name: string) => readFileSync(path.resolve('tests/vectors/certificates', `${name}.pem`), 'utf8')
const leaf = vector('leaf')
const issuer = vector('issuer')

function pemOf(der: Buffer): string {
  const body = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${body.join('\n')}\n-----END CERTIFICATE-----\n`
}

describe('decodeCertificate', () => {
  it('reads every extension with its criticality', () => {
    const extensions = decodeCertificate(leaf)?.extensions ?? []
    const plain = Object.fromEntries(
      extensions.map(({ oid, name, critical, values }) => [name ?? oid, { critical, values }]),
    )
    expect(plain).toEqual({
      basicConstraints: { critical: true, values: ['CA: false'] },
      keyUsage: { critical: true, values: ['digitalSignature', 'keyAgreement', 'decipherOnly'] },
      extKeyUsage: { critical: false, values: ['clientAuth', 'serverAuth', '1.2.3.4.5'] },
      subjectAltName: {
        critical: false,
        values: [
          'DNS: pay-gateway-07.prod.haiyuan.example',
          'IP: 10.20.4.17',
          'IP: 2001:db8:0:0:0:0:0:17',
          'email: pay@haiyuan.example',
          'URI: spiffe://haiyuan.example/pay/7',
          'registeredID: 1.2.3.4',
        ],
      },
      cRLDistributionPoints: {
        critical: false,
        values: ['http://crl.haiyuan.example/g2.crl', 'http://crl2.haiyuan.example/g2.crl'],
      },
      authorityInfoAccess: {
        critical: false,
        values: ['OCSP: http://ocsp.haiyuan.example/', 'caIssuers: http://ca.haiyuan.example/g2.cer'],
      },
      certificatePolicies: { critical: false, values: ['1.3.6.1.4.1.99999.1', '2.23.140.1.2.1 (domain-validated)'] },
      subjectKeyIdentifier: { critical: false, values: ['09e8d2c1764b9e534eec77224917725bce8ea1fe'] },
      authorityKeyIdentifier: { critical: false, values: ['423fafc4498a524b37f29cd47bd308893d6e2a7a'] },
      '1.2.3.4.5.6': { critical: true, values: ['0403010203'] },
    })
  })

  it('reads issuer, version, uses and addresses', () => {
    expect(decodeCertificate(leaf)?.decoded).toEqual({
      issuer: 'C=CN, O=Haiyuan, CN=Payments G2',
      version: 3,
      keyUsage: ['digitalSignature', 'keyAgreement', 'decipherOnly'],
      extendedKeyUsage: ['clientAuth', 'serverAuth', '1.2.3.4.5'],
      crlUrls: ['http://crl.haiyuan.example/g2.crl', 'http://crl2.haiyuan.example/g2.crl'],
      ocspUrls: ['http://ocsp.haiyuan.example/'],
    })
  })

  it('reads the path length of an issuer', () => {
    const constraints = decodeCertificate(issuer)?.extensions.find(({ name }) => name === 'basicConstraints')
    expect(constraints?.values).toEqual(['CA: true', 'pathlen: 0'])
  })

  it('reads a certificate of version 1, which has no extensions', () => {
    const read = decodeCertificate(vector('version-1'))
    expect(read?.extensions).toEqual([])
    expect(read?.decoded).toMatchObject({
      version: 1,
      issuer: 'C=CN, O=海远物流, OU=支付平台, CN=pay-gateway-07.prod.haiyuan.example',
    })
  })

  it.each([
    '',
    'no PEM',
    '-----BEGIN CERTIFICATE-----\n\n-----END CERTIFICATE-----',
    pemOf(Buffer.from('3000', 'hex')),
  ])('gives null for what is no certificate: %j', (text) => {
    expect(decodeCertificate(text)).toBeNull()
    expect(pemFacts(text)).toMatchObject({ publicKeySha256: null, pointsToCrl: null })
  })

  it('survives any damage', () => {
    const bytes = new X509Certificate(leaf).raw
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, value, length) => {
        const damaged = Buffer.from(bytes)
        damaged[at] = value
        const read = decodeCertificate(pemOf(damaged.subarray(0, length)))
        for (const { values } of read?.extensions ?? [])
          expect(values.every((line) => typeof line === 'string')).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('pemFacts', () => {
  it('digests the SubjectPublicKeyInfo as openssl does, and sees a distribution point', () => {
    expect(pemFacts(leaf)).toEqual({
      sha1: new X509Certificate(leaf).fingerprint.replaceAll(':', '').toLowerCase(),
      publicKeySha256: 'b064e03766e77014eecdcce13f605097b8574eb9d70740608ffeb3eab55484c9',
      pointsToCrl: true,
    })
  })

  it('agrees with Node about the key, in every version', () => {
    for (const pem of [leaf, issuer, vector('version-1')]) {
      const spki = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' })
      expect(pemFacts(pem).publicKeySha256).toBe(createHash('sha256').update(spki).digest('hex'))
    }
  })

  it('says that a certificate without a distribution point has none', () => {
    expect(pemFacts(issuer).pointsToCrl).toBe(false)
    expect(pemFacts(vector('version-1')).pointsToCrl).toBe(false)
  })
})
