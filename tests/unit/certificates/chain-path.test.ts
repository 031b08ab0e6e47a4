import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { chainPath } from '#lib/certificates/server/chain-path.ts'
import { remarksOf } from '#lib/certificates/server/parameters.ts'

// Made by openssl: a certificate, and the CA that has signed it.
const vector = (name: string) => readFileSync(path.resolve('tests/vectors/certificates', `${name}.pem`), 'utf8')
const [leaf, issuer, stranger] = [vector('leaf'), vector('issuer'), vector('version-1')]
const now = Date.UTC(2026, 10, 24, 12)
const known = { identifier: 'ca-1', commonName: 'Payments G2', pem: issuer, publishesCrl: true, vendorStatus: 'ISSUE' }

describe('chainPath', () => {
  it('tells how each CA stands and that each has signed the next', () => {
    const links = chainPath(`${leaf}${issuer}`, [known], now)
    expect(links).toMatchObject([
      { commonName: 'pay-gateway-07.prod.haiyuan.example', identifier: null, signature: 'verified' },
      { commonName: 'Payments G2', identifier: 'ca-1', state: 'valid' },
    ])
    expect(links[0]?.sha256).toBe('cb6513e0ba4e2aa0d7d257231acc2512156fd70e2301bba999f67e308a9e1ee1')
    expect(links[1]?.notAfter).toMatch(/^2126-10-31T/)
  })

  it.each([
    ['revoked', [{ ...known, vendorStatus: 'REVOKE' }], now],
    ['unknown', [{ ...known, vendorStatus: 'SUSPEND' }], now],
    ['unknown', [], now],
    ['expired', [known], Date.UTC(2200, 0)],
    ['not_yet_valid', [known], Date.UTC(2000, 0)],
  ])('calls it %s', (state, issuers, at) => {
    expect(chainPath(`${leaf}${issuer}`, issuers, at)[1]?.state).toBe(state)
  })

  it('sees a link that the next has not signed, a path that ends too early, and leaves out what is no certificate', () => {
    expect(chainPath(`${leaf}${stranger}`, [], now)[0]?.signature).toBe('mismatch')
    expect(chainPath(leaf, [], now)[0]?.signature).toBe('unanchored')
    const broken = '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n'
    expect(chainPath(`${leaf}${broken}${issuer}`, [], now)).toHaveLength(2)
  })
})

describe('remarksOf', () => {
  it('reads them from the certificate itself', () => {
    expect(remarksOf(leaf, 'server')).toContain('unknown_critical')
    expect(remarksOf(issuer, 'server')).toContain('authority')
  })

  it.each([
    ['no PEM', 'no PEM'],
    ['nothing yet', ''],
    ['what is no certificate', '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n'],
  ])('does not take %s for a sound one', (_, pem) => {
    expect(remarksOf(pem, 'server')).toBeNull()
  })
})
