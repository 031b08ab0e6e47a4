import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { queryOfPems } from '#components/certificates/list/typed/fingerprints.ts'

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
