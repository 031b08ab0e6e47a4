import 'server-only'
import { createHash, createPublicKey, generateKeyPair as generate, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

/** Key algorithms by the names of the CAS API that this room can generate; ECC_512 is P-521. */
export const keyAlgorithms = ['ECC_256', 'ECC_384', 'ECC_512', 'RSA_2048', 'RSA_4096'] as const
export type KeyAlgorithm = (typeof keyAlgorithms)[number]

/** PKCS#8 and SubjectPublicKeyInfo, both DER. */
export type KeyPair = { readonly privateKeyDer: Uint8Array; readonly spkiDer: Uint8Array }

/** What the CAS API tells of a public key: family, size in bits, and its own name for both (`ECC_256`). */
export type PublicKeyFacts = {
  readonly algorithm: 'RSA' | 'ECC'
  readonly keySize: number
  readonly fullAlgorithm: string
}

const curves: Readonly<Record<string, PublicKeyFacts>> = {
  prime256v1: { algorithm: 'ECC', keySize: 256, fullAlgorithm: 'ECC_256' },
  secp384r1: { algorithm: 'ECC', keySize: 384, fullAlgorithm: 'ECC_384' },
  secp521r1: { algorithm: 'ECC', keySize: 521, fullAlgorithm: 'ECC_512' },
}

const generateAsync = promisify(generate)

/** A fresh pair; asynchronous, since RSA-4096 takes more than a CPU-second. */
export async function generateKeyPair(algorithm: KeyAlgorithm): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyObjects(algorithm)
  return {
    privateKeyDer: privateKey.export({ format: 'der', type: 'pkcs8' }),
    spkiDer: publicKey.export({ format: 'der', type: 'spki' }),
  }
}

function generateKeyObjects(algorithm: KeyAlgorithm): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> {
  switch (algorithm) {
    case 'ECC_256':
      return generateAsync('ec', { namedCurve: 'prime256v1' })
    case 'ECC_384':
      return generateAsync('ec', { namedCurve: 'secp384r1' })
    case 'ECC_512':
      return generateAsync('ec', { namedCurve: 'secp521r1' })
    case 'RSA_2048':
      return generateAsync('rsa', { modulusLength: 2048 })
    case 'RSA_4096':
      return generateAsync('rsa', { modulusLength: 4096 })
  }
}

/**
 * Facts of a public key, or null for what no CA here certifies: bytes that are no key, other families, curves without
 * a CAS name, RSA below 1,024 bits or so large (over 8,192) that checking its signature becomes a burden.
 */
export function publicKeyFacts(spkiDer: Uint8Array): PublicKeyFacts | null {
  const key = publicKeyFromSpki(spkiDer)
  if (key === null) return null
  const { namedCurve = '', modulusLength = 0 } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType === 'ec') return curves[namedCurve] ?? null
  if (key.asymmetricKeyType !== 'rsa' || modulusLength < 1024 || modulusLength > 8192) return null
  return { algorithm: 'RSA', keySize: modulusLength, fullAlgorithm: `RSA_${String(modulusLength)}` }
}

/** The key of a SubjectPublicKeyInfo, or null when the bytes are none. */
export function publicKeyFromSpki(spkiDer: Uint8Array): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(spkiDer), format: 'der', type: 'spki' })
  } catch {
    return null
  }
}

/** The bits inside a SubjectPublicKeyInfo, over which key identifiers and OCSP's issuerKeyHash are taken. */
export function subjectPublicKeyBits(spkiDer: Uint8Array): Uint8Array {
  // By hand, since pkijs takes as long for it as the signature takes.
  const outer = contentsAt(spkiDer, 0, SEQUENCE)
  const algorithm = contentsAt(spkiDer, outer.start, SEQUENCE)
  const bits = contentsAt(spkiDer, algorithm.end, BIT_STRING)
  // The first byte counts the unused bits of the last, and a key has none.
  return spkiDer.slice(bits.start + 1, bits.end)
}

const SEQUENCE = 0x30
const BIT_STRING = 0x03

/** Where the contents of the DER element at `at` begin and end. Throws on another tag, and beyond the bytes. */
function contentsAt(der: Uint8Array, at: number, tag: number): { start: number; end: number } {
  const first = der[at + 1] ?? 0
  const lengthBytes = first < 0x80 ? 0 : first - 0x80
  const start = at + 2 + lengthBytes
  const length = lengthBytes === 0 ? first : der.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0)
  if (der[at] !== tag || start + length > der.length) throw new TypeError('the bytes are no SubjectPublicKeyInfo')
  return { start, end: start + length }
}

/** SHA-1 of the public key's bits: method 1 of RFC 5280 4.2.1.2. It names the key and proves nothing. */
export function keyIdentifierOf(spkiDer: Uint8Array): Uint8Array {
  return createHash('sha1').update(subjectPublicKeyBits(spkiDer)).digest()
}
