import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadAuthority, type Authority } from '#lib/pki/authority.ts'
import { boolean, explicit, integerFromHex, nullValue, objectIdentifier, octetString, sequence } from '#lib/pki/der.ts'
import { extension } from '#lib/pki/extension.ts'
import { subjectPublicKeyBits } from '#lib/pki/key.ts'
import { isIssuedBy, ocspErrorResponse, ocspRequestFromPath, parseOcspRequest } from '#lib/pki/ocsp.ts'
import { testAuthorities } from './test-authorities.ts'

const hashOids = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
}
const nonceOid = '1.3.6.1.5.5.7.48.1.2'

let root: Authority
let issuing: Authority
beforeAll(async () => {
  ;({ root, issuing } = await testAuthorities('ECC_256', Date.UTC(2026, 0, 1)))
})

function certId(hash: keyof typeof hashOids, oid = hashOids[hash]): Uint8Array {
  const digest = (bytes: Uint8Array): Uint8Array => createHash(hash).update(bytes).digest()
  return sequence(
    sequence(objectIdentifier(oid), nullValue()),
    octetString(digest(issuing.subjectDer)),
    octetString(digest(subjectPublicKeyBits(issuing.spkiDer))),
    integerFromHex('7f01'),
  )
}

function request(certIds: readonly Uint8Array[], ...extensions: readonly Uint8Array[]): Uint8Array {
  const list = sequence(...certIds.map((id) => sequence(id)))
  return sequence(sequence(list, ...(extensions.length === 0 ? [] : [explicit(2, sequence(...extensions))])))
}

function nonce(size: number): Uint8Array {
  return extension(nonceOid, false, octetString(new Uint8Array(size).fill(9)))
}

const malformed = { ok: false, error: 'malformedRequest' }

describe('an OCSP request', () => {
  it.each(['sha1', 'sha256', 'sha384', 'sha512'] as const)('with %s finds its CA and no other', (hash) => {
    const parsed = parseOcspRequest(request([certId(hash)]))
    const [asked] = parsed.ok ? parsed.value.certIds : []
    if (asked === undefined) throw new Error('not read')
    expect(asked.serialNumber).toBe('7f01')
    expect(Buffer.from(asked.der)).toEqual(Buffer.from(certId(hash)))
    expect(isIssuedBy(asked, issuing)).toBe(true)
    expect(isIssuedBy(asked, root)).toBe(false)
    // The right name with another key is another CA, and the other way round.
    expect(isIssuedBy(asked, { subjectDer: issuing.subjectDer, spkiDer: root.spkiDer })).toBe(false)
    expect(isIssuedBy(asked, { subjectDer: root.subjectDer, spkiDer: issuing.spkiDer })).toBe(false)
  })

  it('with a hash that is not known belongs to nobody', () => {
    const parsed = parseOcspRequest(request([certId('sha1', '1.2.840.113549.2.5')]))
    const [asked] = parsed.ok ? parsed.value.certIds : []
    expect(asked && isIssuedBy(asked, issuing)).toBe(false)
  })

  it('finds a CA that was loaded from its certificate', () => {
    const parsed = parseOcspRequest(request([certId('sha1')]))
    const [asked] = parsed.ok ? parsed.value.certIds : []
    expect(asked && isIssuedBy(asked, loadAuthority(issuing))).toBe(true)
  })

  it('may ask for several certificates', () => {
    const parsed = parseOcspRequest(request([certId('sha1'), certId('sha256')]))
    expect(parsed.ok && parsed.value.certIds).toHaveLength(2)
    expect(parsed.ok && parsed.value.nonce).toBeNull()
  })

  it('keeps a nonce of 1 to 128 bytes as it came', () => {
    const parsed = parseOcspRequest(request([certId('sha1')], nonce(128)))
    expect(parsed.ok && parsed.value.nonce && Buffer.from(parsed.value.nonce)).toEqual(
      Buffer.from(octetString(new Uint8Array(128).fill(9))),
    )
    expect(parseOcspRequest(request([certId('sha1')], nonce(129)))).toEqual(malformed)
    expect(parseOcspRequest(request([certId('sha1')], extension(nonceOid, false, new Uint8Array())))).toEqual(malformed)
  })

  it('is refused when empty or with a critical extension that is not known', () => {
    expect(parseOcspRequest(request([]))).toEqual(malformed)
    expect(parseOcspRequest(request([certId('sha1')], extension('1.2.3.4', true, boolean(true))))).toEqual(malformed)
    expect(parseOcspRequest(request([certId('sha1')], extension('1.2.3.4', false, boolean(true)))).ok).toBe(true)
  })

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(parseOcspRequest(bytes)).toEqual(malformed)
      }),
    )
    const whole = request([certId('sha1')], nonce(16))
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), (length) => {
        expect(parseOcspRequest(whole.subarray(0, length))).toEqual(malformed)
      }),
    )
  })

  it('comes in the path of a GET', () => {
    const der = request([certId('sha1')])
    const encoded = encodeURIComponent(Buffer.from(der).toString('base64'))
    expect(ocspRequestFromPath(encoded)).toEqual({ ok: true, value: Buffer.from(der) })
    expect(ocspRequestFromPath('%')).toEqual(malformed)
    expect(ocspRequestFromPath('')).toEqual(malformed)
    expect(ocspRequestFromPath('a/../b c')).toEqual(malformed)
  })
})

describe('an OCSP error', () => {
  it.each([
    ['malformedRequest', '30030a0101'],
    ['internalError', '30030a0102'],
    ['tryLater', '30030a0103'],
    ['unauthorized', '30030a0106'],
  ] as const)('%s is %s', (error, hex) => {
    expect(Buffer.from(ocspErrorResponse(error)).toString('hex')).toBe(hex)
  })
})
