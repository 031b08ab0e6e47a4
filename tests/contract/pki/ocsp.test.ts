import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Authority } from '#lib/pki/authority.ts'
import {
  isIssuedBy,
  issueOcspResponse,
  ocspErrorResponse,
  parseOcspRequest,
  type OcspRequest,
  type OcspStatus,
} from '#lib/pki/ocsp.ts'
import { dayMs, testAuthorities, testLeaf } from '#tests/unit/pki/test-authorities.ts'
import { openBench, type Bench, type Verdict } from './openssl.ts'

const now = Date.now()

describe.each(['ECC_256', 'RSA_2048'] as const)('OCSP by a CA of %s', (algorithm) => {
  let bench: Bench
  let issuing: Authority
  let serialNumber: string

  beforeAll(async () => {
    bench = await openBench()
    const authorities = await testAuthorities(algorithm, now)
    issuing = authorities.issuing
    const leaf = await testLeaf(issuing, now)
    serialNumber = leaf.serialNumber
    await bench.write({
      'root.pem': authorities.root.certificatePem,
      'issuing.pem': issuing.certificatePem,
      'leaf.pem': leaf.pem,
    })
  })
  afterAll(() => bench.remove())

  /** The request that openssl writes for the leaf. */
  async function asked(...options: readonly string[]): Promise<OcspRequest> {
    const written = await bench.openssl(
      ...['ocsp', ...options, '-issuer', 'issuing.pem', '-cert', 'leaf.pem', '-reqout', 'request.der'],
    )
    expect(written.succeeded).toBe(true)
    const parsed = parseOcspRequest(await readFile(path.join(bench.folder, 'request.der')))
    if (!parsed.ok) throw new Error(parsed.error)
    return parsed.value
  }

  /** What openssl, which trusts only the root, makes of the response for the leaf. */
  async function judged(response: Uint8Array): Promise<Verdict> {
    await bench.write({ 'response.der': response })
    return bench.openssl(
      ...['ocsp', '-respin', 'response.der', '-no_nonce', '-issuer', 'issuing.pem', '-cert', 'leaf.pem'],
      ...['-CAfile', 'root.pem', '-resp_text'],
    )
  }

  /** The same against the request as it was sent: with -cert openssl would make up a new request and a new nonce. */
  async function judgedWithNonce(response: Uint8Array): Promise<Verdict> {
    await bench.write({ 'response.der': response })
    return bench.openssl('ocsp', '-respin', 'response.der', '-reqin', 'request.der', '-CAfile', 'root.pem')
  }

  function answer({ certIds, nonce }: OcspRequest, status: OcspStatus): Uint8Array {
    const answers = certIds.map((certId) => ({ certId, ...status }))
    return issueOcspResponse(issuing, { answers, nonce, producedAt: now, nextUpdate: now + dayMs })
  }

  it.each(['-sha1', '-sha256'])('understands a request with %s', async (hash) => {
    const { certIds, nonce } = await asked(hash)
    expect(certIds.map((certId) => certId.serialNumber)).toEqual([serialNumber])
    expect(certIds.every((certId) => isIssuedBy(certId, issuing))).toBe(true)
    expect(nonce).toHaveLength(18)
    expect((await asked('-no_nonce', hash)).nonce).toBeNull()
  })

  it('says good', async () => {
    const verdict = await judged(answer(await asked(), { status: 'good' }))
    expect(verdict.text).toContain('Response verify OK')
    expect(verdict.text).toContain('leaf.pem: good')
    expect(verdict.text).not.toMatch(/warning/i)
  })

  it('echoes the nonce, and may be asked without one', async () => {
    const withNonce = await judgedWithNonce(answer(await asked(), { status: 'good' }))
    expect(withNonce).toEqual({ succeeded: true, text: 'Response verify OK\n' })
    const without = await judgedWithNonce(answer(await asked('-no_nonce'), { status: 'good' }))
    expect(without).toEqual({ succeeded: true, text: 'Response verify OK\n' })
  })

  it('says revoked, since when and why', async () => {
    const revokedAt = Date.UTC(2026, 1, 3, 4, 5, 6)
    const verdict = await judged(answer(await asked(), { status: 'revoked', revokedAt, reason: 'keyCompromise' }))
    expect(verdict.text).toContain('Response verify OK')
    expect(verdict.text).toMatch(/leaf.pem: revoked/)
    expect(verdict.text).toContain('Reason: keyCompromise')
    expect(verdict.text).toContain('Revocation Time: Feb  3 04:05:06 2026 GMT')
  })

  it('may leave the reason out', async () => {
    const verdict = await judged(answer(await asked(), { status: 'revoked', revokedAt: now }))
    expect(verdict.text).toContain('leaf.pem: revoked')
    expect(verdict.text).not.toContain('Reason:')
  })

  it('says unknown', async () => {
    const verdict = await judged(answer(await asked('-no_nonce'), { status: 'unknown' }))
    expect(verdict.text).toContain('leaf.pem: unknown')
  })

  it('is refused with the nonce of another request', async () => {
    const earlier = answer(await asked(), { status: 'good' })
    await asked()
    expect((await judgedWithNonce(earlier)).text).toContain('Nonce Verify error')
  })

  it('is refused when signed by another CA', async () => {
    const request = await asked()
    const { issuing: stranger } = await testAuthorities(algorithm, now)
    const answers = request.certIds.map((certId) => ({ certId, status: 'good' as const }))
    const forged = issueOcspResponse(stranger, {
      answers,
      nonce: request.nonce,
      producedAt: now,
      nextUpdate: now + dayMs,
    })
    expect((await judged(forged)).text).not.toContain('Response verify OK')
  })

  it('names its error', async () => {
    await asked()
    expect((await judged(ocspErrorResponse('malformedRequest'))).text).toContain('malformedrequest (1)')
    expect((await judged(ocspErrorResponse('unauthorized'))).text).toContain('unauthorized (6)')
  })
})
