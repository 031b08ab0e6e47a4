import { createPublicKey, generateKeyPairSync, generatePrimeSync } from 'node:crypto'

/** Public keys for certificates whose private key nobody holds: seeded ones and those of the control route. */
export type SeedKeys = { readonly next: (algorithm: 'RSA' | 'ECC') => Uint8Array }

const PUBLIC_EXPONENT = 'AQAB'

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

function ecSpki(): Uint8Array {
  return generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  }).publicKey
}

function rsaSpki(modulus: bigint): Uint8Array {
  const hex = modulus.toString(16)
  const n = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url')
  const key = createPublicKey({ key: { kty: 'RSA', n, e: PUBLIC_EXPONENT }, format: 'jwk' })
  return key.export({ type: 'spki', format: 'der' })
}

/** 1,024 bits with the two highest set (OpenSSL's rule), so that the product of two of them has exactly 2,048. */
function topHeavyPrime(): bigint {
  return generatePrimeSync(1024, { bigint: true })
}
