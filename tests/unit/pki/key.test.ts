import { createHash, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  generateKeyPair,
  keyAlgorithms,
  publicKeyFacts,
  publicKeyFromSpki,
  subjectPublicKeyBits,
} from '#lib/pki/key.ts'
import { newSerialNumber } from '#lib/pki/serial-number.ts'
import { testAuthorities } from './test-authorities.ts'

const rsaFacts = { algorithm: 'RSA', keySize: 2048, fullAlgorithm: 'RSA_2048' }

describe('key pairs', () => {
  it.each(keyAlgorithms)(
    'of %s are told by the name they were asked by',
    async (algorithm) => {
      const { privateKeyDer, spkiDer } = await generateKeyPair(algorithm)
      expect(publicKeyFacts(spkiDer)?.fullAlgorithm).toBe(algorithm)
      expect(privateKeyDer.length).toBeGreaterThan(60)
      // Finding two primes for RSA-4096 takes seconds, and by bad luck many.
    },
    60_000,
  )

  it('have family and size', async () => {
    expect(publicKeyFacts((await generateKeyPair('RSA_2048')).spkiDer)).toEqual(rsaFacts)
    expect(publicKeyFacts((await generateKeyPair('ECC_512')).spkiDer)).toEqual({
      algorithm: 'ECC',
      keySize: 521,
      fullAlgorithm: 'ECC_512',
    })
  })

  it('of other families and curves, and bytes that are no key, have no facts', () => {
    const facts = ({ publicKey }: { readonly publicKey: KeyObject }): unknown =>
      publicKeyFacts(publicKey.export({ format: 'der', type: 'spki' }))
    expect(facts(generateKeyPairSync('ed25519'))).toBeNull()
    expect(facts(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }))).toBeNull()
    expect(facts(generateKeyPairSync('rsa', { modulusLength: 512 }))).toBeNull()
    expect(publicKeyFacts(Uint8Array.of(0x30, 0))).toBeNull()
    expect(publicKeyFromSpki(new Uint8Array())).toBeNull()
  })

  it('are identified by SHA-1 over the bits of the public key', async () => {
    const { issuing } = await testAuthorities('RSA_2048', Date.UTC(2026, 0, 1))
    // For RSA these bits are the PKCS#1 form, which node:crypto writes by itself.
    const pkcs1 = new X509Certificate(issuing.certificateDer).publicKey.export({ format: 'der', type: 'pkcs1' })
    expect(Buffer.from(subjectPublicKeyBits(issuing.spkiDer)).equals(pkcs1)).toBe(true)
    expect(Buffer.from(issuing.keyIdentifier)).toEqual(createHash('sha1').update(pkcs1).digest())
  })
})

describe('a serial number', () => {
  it.each([0x00, 0x01, 0x7e, 0x7f, 0x80, 0xff])('has 36 hex digits and is positive for random bytes of %i', (byte) => {
    const serialNumber = newSerialNumber((size) => new Uint8Array(size).fill(byte))
    expect(serialNumber).toMatch(/^[0-7][0-9a-f]{35}$/)
    expect(serialNumber.slice(0, 2)).not.toBe('00')
  })

  it('differs when any random byte does', () => {
    const base = newSerialNumber((size) => new Uint8Array(size))
    for (let index = 0; index < 18; index++) {
      expect(newSerialNumber((size) => new Uint8Array(size).fill(1, index, index + 1))).not.toBe(base)
    }
  })
})
