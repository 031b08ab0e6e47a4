import 'server-only'
import { createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto'

/** What the key signs. Each kind is signed behind its own words, so that no signature passes for one of another kind. */
export type SignedKind = 'checkpoint' | 'trailer' | 'csv' | 'inventory'

/** The key that signs for the audit, and what of it may be known. FORMAT.md, "Signatures". */
export type AuditKey = {
  /** SHA-256 of the public key's DER, 64 lower-case hex digits. */
  readonly id: string
  /** SubjectPublicKeyInfo (RFC 8410), DER, as lower-case hex. */
  readonly publicKey: string
  /** The same as PEM. */
  readonly publicKeyPem: string
  /** Ed25519 over a statement, as lower-case hex. */
  readonly sign: (kind: SignedKind, statement: string) => string
}

/** A statement with what it takes to check who made it. */
export type Signed = {
  /** The bytes that are signed, as they are stored and exported: canonical JSON on one line. */
  readonly statement: string
  readonly keyId: string
  readonly publicKey: string
  readonly signature: string
}

export function auditKeyOf(privateKey: KeyObject): AuditKey {
  const publicKey = createPublicKey(privateKey)
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return {
    id: hash('sha256', der, 'hex'),
    publicKey: der.toString('hex'),
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (kind, statement) => sign(null, signedBytes(kind, statement), privateKey).toString('hex'),
  }
}

/** Whether the key that is named has signed the statement. Whose key that is, is another question. */
export function isSigned(kind: SignedKind, { statement, keyId, publicKey, signature }: Signed): boolean {
  const der = Buffer.from(publicKey, 'hex')
  if (der.toString('hex') !== publicKey || hash('sha256', der, 'hex') !== keyId) return false
  try {
    const key = createPublicKey({ key: der, type: 'spki', format: 'der' })
    if (key.asymmetricKeyType !== 'ed25519') return false
    return verify(null, signedBytes(kind, statement), key, Buffer.from(signature, 'hex'))
  } catch {
    return false
  }
}

function signedBytes(kind: SignedKind, statement: string): Buffer {
  return Buffer.from(`rescind audit ${kind}\n${statement}`)
}
