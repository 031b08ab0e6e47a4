import 'server-only'
import { constants, createPublicKey, verify, type KeyObject } from 'node:crypto'
import { err, ok, type Result } from '#lib/core/result.ts'
import { der, DerCursor } from './der-cursor.ts'
import type { Signed } from './x509.ts'

export type SignatureRefusal = { readonly code: 'unsupported_signature' | 'bad_signature'; readonly detail: string }

type Hash = 'sha256' | 'sha384' | 'sha512'
type Scheme =
  | { readonly name: string; readonly kind: 'rsa' | 'ecdsa'; readonly hash: Hash }
  | { readonly name: string; readonly kind: 'pss'; readonly hash: Hash; readonly saltLength: number }

const RSA = '1.2.840.113549.1.1'
const ECDSA = '1.2.840.10045.4'
const PSS = `${RSA}.10`

const schemes: Readonly<Record<string, Scheme>> = {
  [`${RSA}.11`]: { name: 'sha256WithRSAEncryption', kind: 'rsa', hash: 'sha256' },
  [`${RSA}.12`]: { name: 'sha384WithRSAEncryption', kind: 'rsa', hash: 'sha384' },
  [`${RSA}.13`]: { name: 'sha512WithRSAEncryption', kind: 'rsa', hash: 'sha512' },
  [`${ECDSA}.3.2`]: { name: 'ecdsa-with-SHA256', kind: 'ecdsa', hash: 'sha256' },
  [`${ECDSA}.3.3`]: { name: 'ecdsa-with-SHA384', kind: 'ecdsa', hash: 'sha384' },
  [`${ECDSA}.3.4`]: { name: 'ecdsa-with-SHA512', kind: 'ecdsa', hash: 'sha512' },
}

const hashes: Readonly<Record<string, Hash>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

/** Why the others that people meet are not among them. */
const refused: Readonly<Record<string, string>> = {
  '1.2.156.10197.1.501': 'it is signed with SM2 and SM3, which this program cannot verify',
  [`${RSA}.5`]: 'it is signed over SHA-1, with which signatures can be forged',
  [`${RSA}.4`]: 'it is signed over MD5, with which signatures can be forged',
  [`${ECDSA}.1`]: 'it is signed over SHA-1, with which signatures can be forged',
}

const curves = ['prime256v1', 'secp384r1', 'secp521r1']

/**
 * Whether `signature` is that of `publicKeyInfo` (DER) over exactly the signed bytes; gives the algorithm's name. RSA
 * (PKCS #1 v1.5 and PSS) and ECDSA on P-256, P-384 and P-521, each with SHA-256, -384 or -512. `algorithm` has to be
 * compared with the one that is signed by the caller. Throws DerError for an AlgorithmIdentifier that is none.
 */
export function verifySignature(
  { signed, algorithm, signature }: Signed,
  publicKeyInfo: Buffer,
): Result<string, SignatureRefusal> {
  const scheme = schemeOf(algorithm)
  if (!scheme.ok) return err({ code: 'unsupported_signature', detail: scheme.error })
  const key = keyOf(publicKeyInfo)
  if (key === null || !isCurveKnown(key)) {
    return err({ code: 'unsupported_signature', detail: 'the key of the signer is of a kind that cannot be used here' })
  }
  if (!fits(key, scheme.value)) {
    return err({ code: 'bad_signature', detail: 'the key of the signer cannot have made such a signature' })
  }
  if (!holds(scheme.value, key, signed, signature)) {
    return err({ code: 'bad_signature', detail: 'the signature is not that of the issuer' })
  }
  return ok(scheme.value.name)
}

function schemeOf(algorithm: Buffer): Result<Scheme, string> {
  const fields = new DerCursor(algorithm).enter(der.sequence)
  const oid = fields.objectIdentifier()
  if (oid === PSS) return pssScheme(fields)
  const scheme = schemes[oid]
  if (scheme === undefined) return err(refused[oid] ?? 'it is signed with an algorithm that is not verified here')
  // RFC 4055, 5 wants NULL and forgives its absence; RFC 5758, 3.2 allows nothing.
  if (scheme.kind === 'rsa' && fields.nextIs(der.null)) readNull(fields)
  fields.finish()
  return ok(scheme)
}

function readNull(fields: DerCursor): void {
  fields.enter(der.null).finish()
}

/** RSASSA-PSS-params (RFC 4055, 3.1). Its defaults are SHA-1, so hash and mask have to be there, and be the same. */
function pssScheme(fields: DerCursor): Result<Scheme, string> {
  const unusual = err('it is signed with RSASSA-PSS with parameters that are not verified here')
  if (!fields.nextIs(der.sequence)) return unusual
  const parameters = fields.enter(der.sequence)
  fields.finish()
  const hash = parameters.nextIs(der.context(0)) ? readHash(parameters.enter(der.context(0))) : null
  const mask = parameters.nextIs(der.context(1)) ? readMask(parameters.enter(der.context(1))) : null
  const saltLength = parameters.nextIs(der.context(2)) ? readSmall(parameters.enter(der.context(2))) : 20
  const trailer = parameters.nextIs(der.context(3)) ? readSmall(parameters.enter(der.context(3))) : 1
  parameters.finish()
  if (hash === null || mask !== hash || saltLength === null || trailer !== 1) return unusual
  return ok({ name: `rsassaPss-${hash}`, kind: 'pss', hash, saltLength })
}

function readHash(wrapper: DerCursor): Hash | null {
  const fields = wrapper.enter(der.sequence)
  wrapper.finish()
  const oid = fields.objectIdentifier()
  if (fields.nextIs(der.null)) readNull(fields)
  fields.finish()
  return hashes[oid] ?? null
}

function readMask(wrapper: DerCursor): Hash | null {
  const fields = wrapper.enter(der.sequence)
  wrapper.finish()
  return fields.objectIdentifier() === `${RSA}.8` ? readHash(fields) : null
}

/** A salt may fill the modulus: up to two bytes. */
function readSmall(wrapper: DerCursor): number | null {
  const { bytes, at, end } = wrapper.integer()
  wrapper.finish()
  const isSmall = end - at <= 2 && (bytes[at] ?? 0) < 0x80
  return isSmall ? bytes.readUIntBE(at, end - at) : null
}

function keyOf(publicKeyInfo: Buffer): KeyObject | null {
  try {
    return createPublicKey({ key: publicKeyInfo, format: 'der', type: 'spki' })
  } catch {
    return null
  }
}

function isCurveKnown(key: KeyObject): boolean {
  return key.asymmetricKeyType !== 'ec' || curves.includes(key.asymmetricKeyDetails?.namedCurve ?? '')
}

function fits({ asymmetricKeyType }: KeyObject, { kind }: Scheme): boolean {
  switch (kind) {
    case 'rsa':
      return asymmetricKeyType === 'rsa'
    case 'pss':
      return asymmetricKeyType === 'rsa' || asymmetricKeyType === 'rsa-pss'
    case 'ecdsa':
      return asymmetricKeyType === 'ec'
  }
}

function holds(scheme: Scheme, key: KeyObject, signed: Buffer, signature: Buffer): boolean {
  const padding =
    scheme.kind === 'pss' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.saltLength } : {}
  try {
    return verify(scheme.hash, signed, { key, ...padding }, signature)
  } catch {
    // OpenSSL throws for some signatures that are no signatures at all, and for keys bound to other parameters.
    return false
  }
}
