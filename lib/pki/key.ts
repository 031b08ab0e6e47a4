import 'server-only'

/** Key algorithms by the names of the CAS API that this room can generate; ECC_512 is P-521. */
export const keyAlgorithms = ['ECC_256', 'ECC_384', 'ECC_512', 'RSA_2048', 'RSA_4096'] as const
export type KeyAlgorithm = (typeof keyAlgorithms)[number]

/** PKCS#8 and SubjectPublicKeyInfo, both DER. */
export type KeyPair = { readonly privateKeyDer: Uint8Array; readonly spkiDer: Uint8Array }

/** What the CAS API tells of a public key: family, size in bits, and the two joined (`ECC_256`). */
export type PublicKeyFacts = {
  readonly algorithm: 'RSA' | 'ECC'
  readonly keySize: number
  readonly fullAlgorithm: string
}

/** A fresh pair; asynchronous, since RSA-4096 takes more than a CPU-second. */
export async function generateKeyPair(_algorithm: KeyAlgorithm): Promise<KeyPair> {
  throw new Error('not yet')
}

/** Facts of a public key, or null when it is of a family or curve that the CAS API does not know. */
export function publicKeyFacts(_spkiDer: Uint8Array): PublicKeyFacts | null {
  throw new Error('not yet')
}
