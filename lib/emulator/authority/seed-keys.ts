import { createECDH, generatePrimeSync } from 'node:crypto'
import { bitString, integer, integerFromHex, nullValue, objectIdentifier, sequence } from '#lib/pki/der.ts'

/** Public keys for certificates whose private key nobody holds: seeded ones and those of the control route. */
export type SeedKeys = { readonly next: (algorithm: 'RSA' | 'ECC') => Uint8Array }

const PUBLIC_EXPONENT = 65_537
/** AlgorithmIdentifiers: rsaEncryption (RFC 3279 2.3.1), id-ecPublicKey with the curve P-256 (RFC 5480 2.1.1). */
const RSA = sequence(objectIdentifier('1.2.840.113549.1.1.1'), nullValue())
const P256 = sequence(objectIdentifier('1.2.840.10045.2.1'), objectIdentifier('1.2.840.10045.3.1.7'))

/**
 * Every key is new. An RSA pair costs some 60 ms, which the page of a list cannot spend a hundred times; so RSA moduli are
 * the pairwise products of a pool of primes, which grows by one prime whenever its products are used up. Each modulus is
 * a real one and occurs once, but they share primes: README.md says so. Returns SubjectPublicKeyInfo, DER.
 */
export function createSeedKeys(): SeedKeys {
  const primes: bigint[] = []
  const unused: bigint[] = []
  const nextModulus = (): bigint => {
    while (unused.length === 0) {
      const prime = topHeavyPrime()
      unused.push(...primes.map((other) => prime * other))
      primes.push(prime)
    }
    return unused.pop() ?? 0n
  }
  return { next: (algorithm) => (algorithm === 'RSA' ? rsaSpki(nextModulus()) : ecSpki()) }
}

/** A key pair by generateKeyPairSync takes five times as long, most of it for a private key that nobody keeps. */
function ecSpki(): Uint8Array {
  return sequence(P256, bitString(createECDH('prime256v1').generateKeys()))
}

function rsaSpki(modulus: bigint): Uint8Array {
  return sequence(RSA, bitString(sequence(integerFromHex(modulus.toString(16)), integer(PUBLIC_EXPONENT))))
}

/** 1,024 bits with the two highest set (OpenSSL's rule), so that the product of two of them has exactly 2,048. */
function topHeavyPrime(): bigint {
  return generatePrimeSync(1024, { bigint: true })
}
