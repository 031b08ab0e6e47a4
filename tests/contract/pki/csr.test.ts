import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseCsr, type CertificateSigningRequest, type CsrFault } from '#lib/pki/csr.ts'
import type { Result } from '#lib/core/result.ts'
import { generateKeyPair } from '#lib/pki/key.ts'
import { openBench, type Bench } from './openssl.ts'
import { createCsr } from '#tests/support/csr.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.remove())

/** Has openssl make a key and a request, and reads the request. */
async function requested(...options: readonly string[]): Promise<Result<CertificateSigningRequest, CsrFault>> {
  const made = await bench.openssl(
    ...[
      'req',
      '-new',
      '-nodes',
      '-utf8',
      '-keyout',
      'key.pem',
      '-out',
      'made.csr',
      '-subj',
      '/C=CN/O=示例, Inc./CN=王芳',
    ],
    ...options,
  )
  expect(made.text, 'openssl made a request').not.toMatch(/error/i)
  return parseCsr(await readFile(path.join(bench.folder, 'made.csr'), 'utf8'))
}

const p256 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
const names =
  'subjectAltName=DNS:*.example.com,email:ops@example.com,URI:https://a.example/x,IP:192.0.2.1,IP:2001:db8::1'

describe('a request made by openssl', () => {
  it.each([
    ['ECC_256', p256],
    ['ECC_384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-sha384']],
    ['ECC_512', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-521', '-sha512']],
    ['RSA_2048', ['-newkey', 'rsa:2048']],
    ['RSA_3072', ['-newkey', 'rsa:3072', '-sha512']],
  ])('with a key of %s is read', async (fullAlgorithm, options) => {
    expect(await requested(...options, '-addext', names)).toMatchObject({
      ok: true,
      value: {
        subject: { country: 'CN', organization: '示例, Inc.', commonName: '王芳' },
        publicKey: { fullAlgorithm },
        subjectAlternativeNames: [
          { kind: 'dns', value: '*.example.com' },
          { kind: 'email', value: 'ops@example.com' },
          { kind: 'uri', value: 'https://a.example/x' },
          { kind: 'ip', value: '192.0.2.1' },
          { kind: 'ip', value: '2001:db8::1' },
        ],
      },
    })
  })

  it('without names asks for none', async () => {
    expect(await requested(...p256)).toMatchObject({ ok: true, value: { subjectAlternativeNames: [] } })
  })

  it.each([
    ['an Ed25519 key', 'unsupported_key', ['-newkey', 'ed25519']],
    ['another curve', 'unsupported_key', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1']],
    ['a signature with SHA-1', 'bad_signature', [...p256, '-sha1']],
    ['a name of another kind', 'unsupported_name', [...p256, '-addext', 'subjectAltName=otherName:1.2.3.4;UTF8:x']],
    ['a registered id', 'unsupported_name', [...p256, '-addext', 'subjectAltName=RID:1.2.3.4']],
    ['a host name with a blank', 'unsupported_name', [...p256, '-addext', 'subjectAltName=DNS:a b']],
  ])('is refused for %s', async (_case, code, options) => {
    expect(await requested(...options)).toMatchObject({ ok: false, error: { code } })
  })
})

describe('a request made here', () => {
  it.each(['ECC_256', 'RSA_2048'] as const)('with a key of %s is verified and read by openssl', async (algorithm) => {
    const csr = createCsr({
      subject: { country: 'CN', organization: 'a, "b" + c', commonName: '王芳' },
      keyPair: await generateKeyPair(algorithm),
      subjectAlternativeNames: [
        { kind: 'dns', value: 'pay.example.com' },
        { kind: 'ip', value: '::1' },
      ],
    })
    await bench.write({ 'own.csr': csr })
    const seen = await bench.openssl(
      'req',
      '-in',
      'own.csr',
      '-verify',
      '-noout',
      '-text',
      '-nameopt',
      'RFC2253,utf8,-esc_msb',
    )
    expect(seen.text).toContain('verify OK')
    expect(seen.text).toContain('CN=王芳,O=a\\, \\"b\\" \\+ c,C=CN')
    expect(seen.text).toContain('DNS:pay.example.com, IP Address:0:0:0:0:0:0:0:1')
  })
})
