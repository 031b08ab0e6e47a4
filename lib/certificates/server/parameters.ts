import 'server-only'
import { createPublicKey, X509Certificate, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import { readX509, type X509 } from '#lib/evidence/server/der/x509.ts'
import { parameterRemarks, type CertificateFacts, type ParameterRemark } from '../parameter-remarks.ts'
import type { CertificateType } from '../schema.ts'
import { childrenOf, readDer, readObjectIdentifier } from './der.ts'
import { extensionName, extensionValues } from './extension-values.ts'

/** What is weak or unusual about a certificate; null where it cannot be read that strictly, which is no praise. */
export function remarksOf(pem: string, type: CertificateType): ParameterRemark[] | null {
  try {
    const certificate = new X509Certificate(pem)
    return parameterRemarks(factsOf(certificate, readX509(certificate.raw), type))
  } catch {
    return null
  }
}

function factsOf(certificate: X509Certificate, parts: X509, type: CertificateType): CertificateFacts {
  const values = new Map(
    parts.extensions.map(({ oid, value }) => [extensionName(oid) ?? oid, extensionValues(oid, value)]),
  )
  const said = (name: string): readonly string[] => values.get(name) ?? []
  const names = said('subjectAltName')
  return {
    type,
    isForServers: said('extKeyUsage').includes('serverAuth'),
    key: keyOf(parts.publicKeyInfo),
    signature: signatures[algorithmOf(parts.algorithm)] ?? 'other',
    serialNumber: parts.serialNumber,
    notBefore: parts.notBefore,
    notAfter: parts.notAfter,
    commonName: commonNameOf(certificate),
    names: names.flatMap((name) => (/^(?:DNS|IP): /.test(name) ? [canonical(name.replace(/^\w+: /, ''))] : [])),
    hasNames: names.length > 0,
    hasPurposes: values.has('extKeyUsage'),
    pointsToCrl: values.has('cRLDistributionPoints'),
    pointsToResponder: said('authorityInfoAccess').some((line) => line.startsWith('OCSP: ')),
    isAuthority: said('basicConstraints').includes('CA: true'),
    signsCertificates: said('keyUsage').includes('keyCertSign'),
    hasUnknownCritical: parts.extensions.some(({ oid, critical }) => critical && extensionName(oid) === null),
  }
}

function commonNameOf({ subject }: X509Certificate): string {
  const line = subject.split('\n').find((attribute) => attribute.startsWith('CN='))
  return canonical(line?.slice(3) ?? '')
}

/** An IPv6 address has many forms. */
function canonical(name: string): string {
  return isIP(name) === 6 ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name
}

const SM2_CURVE = '1.2.156.10197.1.301'
const signatures: Readonly<Record<string, CertificateFacts['signature']>> = {
  '1.2.840.113549.1.1.4': 'md5',
  '1.2.840.113549.1.1.5': 'sha1',
  '1.2.840.10040.4.3': 'sha1',
  '1.2.840.10045.4.1': 'sha1',
  '1.2.156.10197.1.501': 'sm3',
}

function algorithmOf(encoded: Buffer): string {
  return readObjectIdentifier(childrenOf(readDer(encoded))[0])
}

function keyOf(publicKeyInfo: Buffer): CertificateFacts['key'] {
  const algorithm = childrenOf(readDer(publicKeyInfo))[0]
  const parameters = algorithm === undefined ? undefined : childrenOf(algorithm)[1]
  if (parameters?.tag === 6 && readObjectIdentifier(parameters) === SM2_CURVE) return { kind: 'sm2' }
  const key = readableKey(publicKeyInfo)
  const details = key?.asymmetricKeyDetails
  if (details?.modulusLength !== undefined && details.publicExponent !== undefined) {
    return { kind: 'rsa', bits: details.modulusLength, exponent: details.publicExponent }
  }
  const bits = /(\d{3})/.exec(details?.namedCurve ?? '')?.[1]
  return bits === undefined ? { kind: 'other' } : { kind: 'ec', bits: Number(bits) }
}

function readableKey(publicKeyInfo: Buffer): KeyObject | null {
  try {
    return createPublicKey({ key: publicKeyInfo, format: 'der', type: 'spki' })
  } catch {
    return null
  }
}
