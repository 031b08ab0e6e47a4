import 'server-only'
import { createPrivateKey, sign, type KeyObject } from 'node:crypto'
import { bitString, nullValue, objectIdentifier, sequence } from './der.ts'
import { signatureOids } from './object-identifiers.ts'

/** What it takes to sign. Every signature here is over SHA-256, as the CAS API says of both families. */
export type Signer = { readonly algorithm: 'RSA' | 'ECC'; readonly privateKey: KeyObject }

/** RFC 4055 demands NULL parameters for RSA, RFC 5758 forbids any for ECDSA. */
const algorithmIdentifiers = {
  RSA: sequence(objectIdentifier(signatureOids.RSA), nullValue()),
  ECC: sequence(objectIdentifier(signatureOids.ECC)),
} as const

/** The AlgorithmIdentifier that also stands inside the signed part. */
export function signatureAlgorithm({ algorithm }: Pick<Signer, 'algorithm'>): Uint8Array {
  return algorithmIdentifiers[algorithm]
}

/** SEQUENCE of the signed part, the algorithm, the signature and what may follow it (only in OCSP). */
export function signed(toBeSigned: Uint8Array, signer: Signer, ...following: readonly Uint8Array[]): Uint8Array {
  const signature = sign('sha256', toBeSigned, signer.privateKey)
  return sequence(toBeSigned, signatureAlgorithm(signer), bitString(signature), ...following)
}

/** The signer of a PKCS#8 private key. Throws when the key is of a family that cannot sign here. */
export function signerOf(privateKeyDer: Uint8Array): Signer {
  const privateKey = createPrivateKey({ key: Buffer.from(privateKeyDer), format: 'der', type: 'pkcs8' })
  const family = privateKey.asymmetricKeyType
  if (family !== 'rsa' && family !== 'ec') throw new TypeError('only RSA and elliptic-curve keys sign here')
  return { algorithm: family === 'rsa' ? 'RSA' : 'ECC', privateKey }
}
