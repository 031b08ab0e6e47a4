import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseCsr } from '#lib/pki/csr.ts'
import { generateKeyPair, keyAlgorithms, type KeyPair } from '#lib/pki/key.ts'
import { fromPem, toPem } from '#lib/pki/pem.ts'
import type { SubjectAlternativeName } from '#lib/pki/subject-alternative-name.ts'
import { createCsr } from '#tests/support/csr.ts'

const names: readonly SubjectAlternativeName[] = [
  { kind: 'dns', value: 'pay.example.com' },
  { kind: 'email', value: 'ops@example.com' },
  { kind: 'ip', value: '2001:db8::1' },
]

let keyPair: KeyPair
let der: Uint8Array
beforeAll(async () => {
  keyPair = await generateKeyPair('ECC_256')
  const read = fromPem(
    'CERTIFICATE REQUEST',
    createCsr({ subject: { commonName: '王芳' }, keyPair, subjectAlternativeNames: names }),
  )
  if (!read.ok) throw new Error(read.error)
  der = read.value
})

/** Whether the byte lies within the signed part: a SEQUENCE behind the outer header, both with lengths of 2 bytes or 1. */
function isSigned(index: number): boolean {
  const start = 2 + ((der[1] ?? 0) > 0x80 ? (der[1] ?? 0) - 0x80 : 0)
  const length = (der[start + 1] ?? 0) === 0x81 ? 3 + (der[start + 2] ?? 0) : 2 + (der[start + 1] ?? 0)
  return index >= start && index < start + length
}

function codeOf(pem: string): string {
  const result = parseCsr(pem)
  return result.ok ? 'ok' : result.error.code
}

describe('a certification request', () => {
  it.each(keyAlgorithms.filter((algorithm) => algorithm !== 'RSA_4096'))(
    'of %s is read as written',
    async (algorithm) => {
      const pair = await generateKeyPair(algorithm)
      const subject = { country: 'CN', organization: '示例, Inc. "+"', commonName: '王芳' }
      const result = parseCsr(createCsr({ subject, keyPair: pair, subjectAlternativeNames: names }))
      expect(result).toMatchObject({
        ok: true,
        value: { subject, publicKey: { fullAlgorithm: algorithm }, subjectAlternativeNames: names },
      })
      expect(result.ok && Buffer.from(result.value.spkiDer).equals(pair.spkiDer)).toBe(true)
    },
  )

  it('may ask for no names', () => {
    const result = parseCsr(createCsr({ subject: { commonName: 'a' }, keyPair }))
    expect(result).toMatchObject({ ok: true, value: { subjectAlternativeNames: [] } })
  })

  it('may bear the label of older tools and Windows line ends', () => {
    const pem = toPem('CERTIFICATE REQUEST', der).replaceAll('CERTIFICATE', 'NEW CERTIFICATE').replaceAll('\n', '\r\n')
    expect(codeOf(pem)).toBe('ok')
  })

  it.each([
    ['', 'not_pem'],
    ['-----BEGIN CERTIFICATE REQUEST-----', 'not_pem'],
    ['-----BEGIN CERTIFICATE REQUEST-----\n!!!!\n-----END CERTIFICATE REQUEST-----', 'not_pem'],
    ['-----BEGIN CERTIFICATE REQUEST-----\nMAAA\n-----END CERTIFICATE REQUEST-----', 'malformed'],
  ])('%j is %s', (pem, code) => {
    expect(codeOf(pem)).toBe(code)
  })

  it('is refused with the signature of another key', async () => {
    const other = await generateKeyPair('ECC_256')
    const mixed = { privateKeyDer: other.privateKeyDer, spkiDer: keyPair.spkiDer }
    expect(codeOf(createCsr({ subject: { commonName: 'a' }, keyPair: mixed }))).toBe('bad_signature')
  })

  it('is refused with a signature of another family', async () => {
    const other = await generateKeyPair('RSA_2048')
    const mixed = { privateKeyDer: other.privateKeyDer, spkiDer: keyPair.spkiDer }
    expect(codeOf(createCsr({ subject: { commonName: 'a' }, keyPair: mixed }))).toBe('bad_signature')
  })

  it('never passes for another one when a byte is changed, and never throws', () => {
    fc.assert(
      fc.property(fc.nat({ max: der.length - 1 }), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const changed = Uint8Array.from(der)
        changed[index] = (changed[index] ?? 0) ^ change
        const result = parseCsr(toPem('CERTIFICATE REQUEST', changed))
        // Outside the signed part an encoding may change without a change of meaning, such as unused parameters.
        if (result.ok) expect(result).toEqual(parseCsr(toPem('CERTIFICATE REQUEST', der)))
        if (isSigned(index)) expect(result.ok).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
        expect(codeOf(toPem('CERTIFICATE REQUEST', bytes))).toBe('malformed')
      }),
    )
  })
})
