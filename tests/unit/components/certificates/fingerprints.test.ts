import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { queryOfPems, queryOfPrinted } from '#components/certificates/list/typed/fingerprints.ts'

// Made by openssl; what their digests are, Node says.
const [leaf, issuer, stranger] = [pasted('leaf'), pasted('issuer'), pasted('version-1')]

function pasted(name: string): { base64: string; sha256: string } {
  const certificate = new X509Certificate(readFileSync(path.resolve('tests/vectors/certificates', `${name}.pem`)))
  return {
    base64: certificate.raw.toString('base64'),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  }
}

describe('what is searched for when PEMs are pasted', () => {
  afterEach(() => void vi.unstubAllGlobals())

  it('is the fingerprint alone where there is one', async () => {
    expect(await queryOfPems([leaf.base64])).toBe(leaf.sha256)
  })

  it('is any of the certificates of a chain', async () => {
    expect(await queryOfPems([leaf.base64, issuer.base64, stranger.base64])).toBe(
      `sha256:${leaf.sha256} OR sha256:${issuer.sha256} OR sha256:${stranger.sha256}`,
    )
  })

  it('is nothing where one of them is broken: the rest would find less than was asked for', async () => {
    const broken = leaf.base64.slice(0, -3)
    expect(await queryOfPems([broken])).toBeNull()
    expect(await queryOfPems([broken, issuer.base64])).toBeNull()
    expect(await queryOfPems([leaf.base64, broken])).toBeNull()
  })

  it('is nothing where the browser offers no digest', async () => {
    vi.stubGlobal('crypto', {})
    expect(await queryOfPems([leaf.base64])).toBeNull()
  })
})

describe('queryOfPrinted', () => {
  const digest = { field: 'sha256', hex: 'ab'.repeat(32), isWhole: true } as const
  const serial = { field: 'serial', hex: '9c41ad88', at: 'whole' } as const

  it('asks for the fingerprints alone, where each certificate has its own', () => {
    expect(queryOfPrinted([serial, digest])).toBe(`sha256:${digest.hex}`)
  })

  it('asks for all of it, where serials have no fingerprint beside them', () => {
    const other = { ...serial, hex: '1234' }
    expect(queryOfPrinted([serial, other, digest])).toBe(`serial:9c41ad88 OR serial:1234 OR sha256:${digest.hex}`)
    expect(queryOfPrinted([serial, { field: 'md5', hex: 'cd'.repeat(16) }])).toBe(
      `serial:9c41ad88 OR md5:${'cd'.repeat(16)}`,
    )
  })
})
