import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIssuingAuthority, type Authority } from '#lib/pki/authority.ts'
import { issueCrl, type CrlEntry } from '#lib/pki/crl.ts'
import { generateKeyPair, keyAlgorithms } from '#lib/pki/key.ts'
import { newSerialNumber } from '#lib/pki/serial-number.ts'
import { dayMs, testAuthorities, testLeaf } from '#tests/unit/pki/test-authorities.ts'
import { openBench, type Bench, type Verdict } from './openssl.ts'

const now = Date.now()

function crlPem(authority: Authority, entries: readonly CrlEntry[] = [], number = 1): string {
  return issueCrl(authority, { number, thisUpdate: now - 60_000, nextUpdate: now + dayMs, entries }).pem
}

describe.each(['ECC_256', 'RSA_2048'] as const)('a chain of %s', (algorithm) => {
  let bench: Bench
  let root: Authority
  let issuing: Authority

  beforeAll(async () => {
    bench = await openBench()
    ;({ root, issuing } = await testAuthorities(algorithm, now))
    await bench.write({ 'root.pem': root.certificatePem, 'issuing.pem': issuing.certificatePem })
  })
  afterAll(() => bench.remove())

  function verify(leaf: string, ...options: readonly string[]): Promise<Verdict> {
    const strict = [
      '-x509_strict',
      '-crl_check_all',
      '-CAfile',
      'root.pem',
      '-untrusted',
      'issuing.pem',
      '-CRLfile',
      'crls.pem',
    ]
    return bench.openssl('verify', ...strict, ...options, leaf)
  }

  it('passes the strict check with both CRLs, and no longer once revoked', async () => {
    const leaf = await testLeaf(issuing, now)
    const other = await testLeaf(issuing, now)
    await bench.write({ 'leaf.pem': leaf.pem, 'other.pem': other.pem, 'crls.pem': crlPem(root) + crlPem(issuing) })
    expect(await verify('leaf.pem', '-purpose', 'sslclient')).toEqual({ succeeded: true, text: 'leaf.pem: OK\n' })

    const revoked = [{ serialNumber: leaf.serialNumber, revokedAt: now - 60_000, reason: 'keyCompromise' as const }]
    await bench.write({ 'crls.pem': crlPem(root) + crlPem(issuing, revoked, 2) })
    const refused = await verify('leaf.pem')
    expect(refused.succeeded).toBe(false)
    expect(refused.text).toContain('certificate revoked')
    expect((await verify('other.pem')).succeeded).toBe(true)
  })

  it('falls with its CA', async () => {
    const leaf = await testLeaf(issuing, now)
    const revoked = [{ serialNumber: issuing.serialNumber, revokedAt: now - 60_000 }]
    await bench.write({ 'leaf.pem': leaf.pem, 'crls.pem': crlPem(root, revoked) + crlPem(issuing) })
    const refused = await verify('leaf.pem')
    expect(refused.text).toContain('error 23 at 1 depth lookup: certificate revoked')
  })

  it('keeps purposes apart', async () => {
    const client = await testLeaf(issuing, now)
    const server = await testLeaf(issuing, now, { extendedKeyUsages: ['serverAuth'] })
    await bench.write({
      'client.pem': client.pem,
      'server.pem': server.pem,
      'crls.pem': crlPem(root) + crlPem(issuing),
    })
    expect((await verify('server.pem', '-purpose', 'sslserver')).succeeded).toBe(true)
    expect((await verify('client.pem', '-purpose', 'sslserver')).succeeded).toBe(false)
    expect((await verify('server.pem', '-purpose', 'sslclient')).succeeded).toBe(false)
  })

  it('ends at an issuing CA: what a CA below it signs is refused', async () => {
    const below = createIssuingAuthority(issuing, {
      subject: { country: 'CN', commonName: 'One too many' },
      keyPair: await generateKeyPair('ECC_256'),
      serialNumber: newSerialNumber(randomBytes),
      notBefore: now - dayMs,
      notAfter: now + dayMs,
    })
    const leaf = await testLeaf(below, now)
    await bench.write({ 'deep.pem': leaf.pem, 'below.pem': below.certificatePem })
    const refused = await bench.openssl(
      ...['verify', '-CAfile', 'root.pem', '-untrusted', 'issuing.pem', '-untrusted', 'below.pem', 'deep.pem'],
    )
    expect(refused.text).toContain('path length constraint exceeded')
  })

  it.each(keyAlgorithms.filter((name) => name !== 'RSA_4096'))('certifies a key of %s', async (leafAlgorithm) => {
    const { spkiDer } = await generateKeyPair(leafAlgorithm)
    const leaf = await testLeaf(issuing, now, { spkiDer, extendedKeyUsages: ['clientAuth', 'serverAuth'] })
    await bench.write({ 'key.pem': leaf.pem, 'crls.pem': crlPem(root) + crlPem(issuing) })
    expect((await verify('key.pem', '-purpose', 'sslclient')).text).toBe('key.pem: OK\n')
    expect((await verify('key.pem', '-purpose', 'sslserver')).text).toBe('key.pem: OK\n')
  })

  it('shows its extensions to openssl as they were asked for', async () => {
    const leaf = await testLeaf(issuing, now)
    await bench.write({ 'leaf.pem': leaf.pem })
    const { text } = await bench.openssl(
      'x509',
      '-in',
      'leaf.pem',
      '-noout',
      '-text',
      '-nameopt',
      'utf8,sep_comma_plus',
    )
    expect(text).toContain('Subject: C=CN,O=示例,OU=支付,L=杭州,CN=王芳')
    expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE/)
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature\n/)
    expect(text).toMatch(/Extended Key Usage: \s+TLS Web Client Authentication\n/)
    expect(text).toContain(
      'email:wang.fang@example.com, DNS:pay.example.com, URI:spiffe://example.com/pay, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:7',
    )
    expect(text).toMatch(/CRL Distribution Points: \s+Full Name:\s+URI:http:\/\/pki.example\/issuing.crl\n/)
    expect(text).toContain('OCSP - URI:http://pki.example/ocsp')
    expect(text).toContain('CA Issuers - URI:http://pki.example/issuing.crt')
  })

  it('points to nothing where nothing is to be pointed to', async () => {
    const leaf = await testLeaf(issuing, now, { pointers: {}, subjectAlternativeNames: [] })
    await bench.write({ 'bare.pem': leaf.pem })
    const { text } = await bench.openssl('x509', '-in', 'bare.pem', '-noout', '-text')
    expect(text).toContain('Authority Key Identifier')
    expect(text).not.toMatch(/CRL Distribution|Authority Information|Alternative Name/)
  })
})
