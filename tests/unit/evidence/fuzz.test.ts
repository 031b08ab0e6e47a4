import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { verifyCrl } from '#lib/evidence/server/crl/verify-crl.ts'
import { readOcspAnswer } from '#lib/evidence/server/ocsp/read-answer.ts'
import { pointersOf } from '#lib/evidence/server/pointers.ts'
import { issueCrl } from '#lib/pki/crl.ts'
import { enumerated, sequence } from '#lib/pki/der.ts'
import { crlEntry, crlExtension, madeCrl } from '#tests/support/made-crl.ts'
import { answerFor } from '#tests/support/made-ocsp.ts'
import { mutated } from '#tests/support/mutated.ts'
import { seededRandom } from '#tests/support/virtual-time.ts'
import { dayMs, testAuthorities, testLeaf } from '#tests/unit/pki/test-authorities.ts'

// Whatever bytes come: an answer that is a value, in bounded time, and never a meaning that nobody signed.

const now = Date.UTC(2026, 10, 27, 12)
const ROUNDS = 5_000

describe('5,000 mutations', () => {
  it.each(['ECC_256', 'RSA_2048'] as const)(
    'of a CRL of %s are all refused',
    async (algorithm) => {
      const { issuing } = await testAuthorities(algorithm, now)
      const entries = [
        { serialNumber: '7f00ff', revokedAt: now - dayMs, reason: 'keyCompromise' as const },
        { serialNumber: '0a', revokedAt: now - dayMs },
      ]
      const { der } = issueCrl(issuing, { number: 4711, thisUpdate: now, nextUpdate: now + dayMs, entries })
      const task = { issuer: issuing.certificatePem, serials: new Set(['7f00ff', '0a']), now, pointers: [] }
      expect(verifyCrl(Buffer.from(der), task).ok).toBe(true)
      const random = seededRandom(7)
      const codes = new Map<string, number>()
      for (let round = 0; round < ROUNDS; round += 1) {
        const bytes = mutated(der, random)
        if (bytes.equals(der)) continue
        const read = verifyCrl(bytes, task)
        if (read.ok) throw new Error(`accepted in round ${String(round)}`)
        codes.set(read.error.code, (codes.get(read.error.code) ?? 0) + 1)
      }
      // Not all for the same reason, or the rest of the reading would not have been reached.
      expect([...codes.keys()].sort()).toEqual(
        expect.arrayContaining(['bad_signature', 'malformed', 'truncated', 'wrong_issuer']),
      )
    },
    120_000,
  )

  it('of a list that its CA has signed as it is are read or refused, whatever it then says', async () => {
    const { issuing } = await testAuthorities('ECC_256', now)
    const task = { issuer: issuing.certificatePem, serials: new Set(['0a']), now, pointers: [] }
    const random = seededRandom(11)
    const entry = crlEntry('0a', now - dayMs, crlExtension('2.5.29.21', enumerated(1)))
    const extension = crlExtension('2.5.29.28', sequence(), true)
    let accepted = 0
    for (let round = 0; round < 3_000; round += 1) {
      const entries = [mutated(entry, random)]
      const crl = madeCrl(issuing, now, { entries, extensions: [mutated(extension, random)] })
      if (verifyCrl(crl, task).ok) accepted += 1
    }
    expect(accepted).toBeLessThan(3_000)
  }, 120_000)

  it('of an OCSP answer are refused, or mean the same', async () => {
    const { issuing } = await testAuthorities('ECC_256', now)
    const leaf = await testLeaf(issuing, now)
    const question = { certificate: leaf.pem, issuer: issuing.certificatePem, nonce: randomBytes(32), now }
    const der = answerFor(issuing, question, { status: 'revoked', revokedAt: now - dayMs, reason: 'keyCompromise' })
    const meant = readOcspAnswer(der, question)
    if (!meant.ok) throw new Error(meant.error.detail)
    const random = seededRandom(13)
    const codes = new Map<string, number>()
    for (let round = 0; round < ROUNDS; round += 1) {
      const bytes = mutated(der, random)
      const read = readOcspAnswer(bytes, question)
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      // The certificates that come along are not signed, and those of a CA that signs itself are not looked at.
      if (read.ok) expect(read.value).toEqual({ ...meant.value, sha256 })
      const code = read.ok ? 'same' : read.error.code
      codes.set(code, (codes.get(code) ?? 0) + 1)
    }
    expect([...codes.keys()]).toEqual(expect.arrayContaining(['bad_signature', 'malformed', 'responder_error', 'same']))
  }, 120_000)

  it('of a certificate have pointers or none, and throw nothing', async () => {
    const { issuing } = await testAuthorities('ECC_256', now)
    const { der } = await testLeaf(issuing, now)
    const random = seededRandom(17)
    for (let round = 0; round < ROUNDS; round += 1) {
      const body = mutated(der, random).toString('base64')
      const { crl, ocsp, caIssuers } = pointersOf(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`)
      for (const url of [...crl, ...ocsp, ...caIssuers]) expect(new URL(url).protocol).toMatch(/^https?:$/)
    }
  }, 120_000)
})
