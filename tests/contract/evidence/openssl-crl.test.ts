import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCrl } from '#lib/evidence/server/crl/read-crl.ts'
import { openBench, type Bench } from '../pki/openssl.ts'
import { opensslAuthority, revokedAt, type OpensslAuthority } from './openssl-authority.ts'

// Both directions: what openssl signs and calls good is read here, and what it calls bad is not.

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.remove())

const rsa = ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048']
const curve = (name: string): string[] => ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${name}`]
const pss = (saltLength: string): string[] => [
  '-sigopt',
  'rsa_padding_mode:pss',
  '-sigopt',
  `rsa_pss_saltlen:${saltLength}`,
]

const verdict = async (authority: OpensslAuthority, crl: Buffer, now = Date.now()) => {
  const read = await readCrl(crl, { issuer: authority.pem, serials: new Set(['0a03', '0b', '0c']), now })
  return read.ok ? read.value.signatureAlgorithm : read.error.code
}

async function openssls(name: string, crl: Buffer): Promise<string> {
  await bench.write({ 'judged.der': crl })
  const { text } = await bench.openssl(
    'crl',
    '-inform',
    'DER',
    '-in',
    'judged.der',
    '-noout',
    '-verify',
    '-CAfile',
    `${name}.pem`,
  )
  return /verify (OK|failure)/.exec(text)?.[1] ?? 'unreadable'
}

describe.each([
  ['rsa', rsa, ['-md', 'sha256'], 'sha256WithRSAEncryption'],
  ['rsa384', rsa, ['-md', 'sha384'], 'sha384WithRSAEncryption'],
  ['rsa512', rsa, ['-md', 'sha512'], 'sha512WithRSAEncryption'],
  ['pss', rsa, ['-md', 'sha256', ...pss('digest')], 'rsassaPss-sha256'],
  ['pss384', rsa, ['-md', 'sha384', ...pss('20')], 'rsassaPss-sha384'],
  ['pss512', rsa, ['-md', 'sha512', ...pss('max')], 'rsassaPss-sha512'],
  [
    'psskey',
    ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'],
    ['-md', 'sha256', ...pss('digest')],
    'rsassaPss-sha256',
  ],
  ['p256', curve('P-256'), ['-md', 'sha256'], 'ecdsa-with-SHA256'],
  ['p384', curve('P-384'), ['-md', 'sha384'], 'ecdsa-with-SHA384'],
  ['p521', curve('P-521'), ['-md', 'sha512'], 'ecdsa-with-SHA512'],
] as const)('a CRL that openssl signs with %s', (name, newKey, signing, algorithm) => {
  it('is read as openssl means it, and refused where openssl refuses it', async () => {
    const authority = await opensslAuthority(bench, name, newKey)
    const crl = await authority.crl(...signing)
    expect(await openssls(name, crl)).toBe('OK')
    const read = await readCrl(crl, { issuer: authority.pem, serials: new Set(['0a03', '0b', '0c']), now: Date.now() })
    if (!read.ok) throw new Error(`${read.error.code}: ${read.error.detail}`)
    expect(read.value).toMatchObject({
      entries: 2,
      number: (16n ** 18n - 1n).toString(),
      signatureAlgorithm: algorithm,
    })
    expect([...read.value.found].sort()).toEqual([
      ['0a03', { revokedAt, reason: 'keyCompromise' }],
      ['0b', { revokedAt, reason: null }],
    ])
    const { text } = await bench.openssl(
      'crl',
      '-inform',
      'DER',
      '-in',
      'judged.der',
      '-noout',
      '-lastupdate',
      '-nextupdate',
    )
    const [, thisUpdate = '', nextUpdate = ''] = /lastUpdate=(.*)\nnextUpdate=(.*)\n/.exec(text) ?? []
    expect([read.value.thisUpdate, read.value.nextUpdate]).toEqual([Date.parse(thisUpdate), Date.parse(nextUpdate)])

    const forged = Buffer.from(crl)
    const at = crl.indexOf(Buffer.from('02020a03', 'hex'))
    forged[at + 3] = 4
    expect(await openssls(name, forged)).toBe('failure')
    expect(await verdict(authority, forged)).toBe('bad_signature')
  })
})

describe('a CRL that openssl makes', () => {
  it.each([
    [
      'with SM2 and SM3',
      ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:SM2', '-pkeyopt', 'ec_param_enc:named_curve'],
      '-sm3',
      ['-md', 'sm3'],
    ],
    ['with SM2', ['-algorithm', 'SM2'], '-sm3', ['-md', 'sm3']],
    ['with Ed25519', ['-algorithm', 'ED25519'], '-sha256', ['-md', 'default']],
    ['with SHA-1', rsa, '-sha256', ['-md', 'sha1']],
    ['with SHA-224', rsa, '-sha256', ['-md', 'sha224']],
    ['with PSS and SHA-1', rsa, '-sha256', ['-md', 'sha1', ...pss('digest')]],
    ['with PSS and another mask', rsa, '-sha256', ['-md', 'sha256', ...pss('digest'), '-sigopt', 'rsa_mgf1_md:sha1']],
    ['on secp256k1', curve('secp256k1'), '-sha256', ['-md', 'sha256']],
  ] as const)('%s is told to be unsupported', async (title, newKey, digest, signing) => {
    const name = title.replaceAll(/\W/g, '')
    const authority = await opensslAuthority(bench, name, newKey, digest)
    const crl = await authority.crl(...signing)
    const read = await readCrl(crl, { issuer: authority.pem, serials: new Set(), now: Date.now() })
    expect(read).toMatchObject({ ok: false, error: { code: 'unsupported_signature' } })
    if (title.includes('SM2')) expect(read.ok ? '' : read.error.detail).toContain('SM2')
  })

  it('for users only is read; a partial one and a delta are not believed', async () => {
    const authority = await opensslAuthority(bench, 'kinds', curve('P-256'))
    expect(await verdict(authority, await authority.crl('-crlexts', 'users'))).toBe('ecdsa-with-SHA256')
    expect(await verdict(authority, await authority.crl('-crlexts', 'partial'))).toBe('delta_or_partial')
    expect(await verdict(authority, await authority.crl('-crlexts', 'delta'))).toBe('delta_or_partial')
  })

  it('is good until its nextUpdate, and stale afterwards', async () => {
    const authority = await opensslAuthority(bench, 'hour', curve('P-256'))
    const made = Date.now()
    const crl = await authority.crl('-crlsec', '3600')
    expect(await verdict(authority, crl, made + 3_590_000)).toBe('ecdsa-with-SHA256')
    expect(await verdict(authority, crl, Date.now() + 3_610_000)).toBe('stale')
  })

  it('of a CA with the same name and another key is refused', async () => {
    const ours = await opensslAuthority(bench, 'twin', curve('P-256'))
    const theirs = await opensslAuthority(bench, 'twin', curve('P-256'))
    const crl = await theirs.crl()
    expect(await verdict(theirs, crl)).toBe('ecdsa-with-SHA256')
    expect(await verdict(ours, crl)).toBe('wrong_issuer')
    expect(await verdict(ours, await theirs.crl('-crlexts', 'users'))).toBe('bad_signature')
  })

  it('for a CA that may not sign CRLs is refused', async () => {
    const authority = await opensslAuthority(bench, 'nocrl', curve('P-256'))
    const crl = await authority.crl()
    const again = await bench.openssl(
      ...['req', '-x509', '-new', '-key', 'nocrl.key', '-subj', '/C=CN/O=Judge/CN=nocrl', '-days', '30'],
      ...['-addext', 'keyUsage=critical,keyCertSign', '-out', 'nocrl2.pem'],
    )
    expect(again.succeeded).toBe(true)
    const { readFile } = await import('node:fs/promises')
    const pem = await readFile(`${bench.folder}/nocrl2.pem`, 'utf8')
    expect(await verdict({ ...authority, pem }, crl)).toBe('unusable_issuer')
  })
})
