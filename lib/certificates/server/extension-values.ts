import 'server-only'
import {
  childrenOf,
  DerError,
  derTags,
  isUniversal,
  readDer,
  readObjectIdentifier,
  readSetBits,
  type DerNode,
} from './der.ts'
import { readGeneralName } from './general-name.ts'

// What an extension says, in plain words. Names are those of RFC 5280; values of it are names too (digitalSignature,
// clientAuth) and are not translated.

type Reader = (value: DerNode) => string[]

const keyUsageBits = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
]

const purposes: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
  '2.5.29.37.0': 'anyExtendedKeyUsage',
  '1.3.6.1.4.1.311.20.2.2': 'smartcardLogon',
}

const accessMethods: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.48.1': 'OCSP',
  '1.3.6.1.5.5.7.48.2': 'caIssuers',
}

const OPAQUE_LIMIT_BYTES = 64

const readers: Readonly<Record<string, { name: string; read: Reader }>> = {
  '2.5.29.14': { name: 'subjectKeyIdentifier', read: (value) => [value.content.toString('hex')] },
  '2.5.29.15': { name: 'keyUsage', read: readKeyUsage },
  '2.5.29.17': { name: 'subjectAltName', read: readNames },
  '2.5.29.18': { name: 'issuerAltName', read: readNames },
  '2.5.29.19': { name: 'basicConstraints', read: readBasicConstraints },
  '2.5.29.31': { name: 'cRLDistributionPoints', read: readDistributionPoints },
  '2.5.29.32': { name: 'certificatePolicies', read: readPolicies },
  '2.5.29.35': { name: 'authorityKeyIdentifier', read: readAuthorityKeyIdentifier },
  '2.5.29.37': { name: 'extKeyUsage', read: readPurposes },
  '2.5.29.46': { name: 'freshestCRL', read: readDistributionPoints },
  '1.3.6.1.5.5.7.1.1': { name: 'authorityInfoAccess', read: readAccess },
}

/** Known to us by name only: their content is shown in hex. */
const namesOnly: Readonly<Record<string, string>> = {
  '2.5.29.30': 'nameConstraints',
  '2.5.29.33': 'policyMappings',
  '2.5.29.36': 'policyConstraints',
  '2.5.29.54': 'inhibitAnyPolicy',
  '1.3.6.1.5.5.7.1.24': 'tlsFeature',
  '1.3.6.1.4.1.11129.2.4.2': 'signedCertificateTimestampList',
}

export function extensionName(oid: string): string | null {
  return readers[oid]?.name ?? namesOnly[oid] ?? null
}

/** The content of an extension; hex where we know no better or where it is malformed. */
export function extensionValues(oid: string, value: Buffer): string[] {
  const reader = readers[oid]
  if (reader === undefined) return [opaque(value)]
  try {
    return reader.read(readDer(value))
  } catch (cause) {
    if (cause instanceof DerError) return [opaque(value)]
    throw cause
  }
}

function opaque(value: Buffer): string {
  const hex = value.subarray(0, OPAQUE_LIMIT_BYTES).toString('hex')
  return value.length > OPAQUE_LIMIT_BYTES ? `${hex}… (${String(value.length)} bytes)` : hex
}

export function readKeyUsage(value: DerNode): string[] {
  return readSetBits(value).map((bit) => keyUsageBits[bit] ?? `bit ${String(bit)}`)
}

export function readPurposes(value: DerNode): string[] {
  return childrenOf(value).map((purpose) => {
    const oid = readObjectIdentifier(purpose)
    return purposes[oid] ?? oid
  })
}

function readNames(value: DerNode): string[] {
  return childrenOf(value)
    .map(readGeneralName)
    .map((name) => `${name.kind}: ${name.value}`)
}

function readBasicConstraints(value: DerNode): string[] {
  const [first, ...rest] = childrenOf(value)
  const isAuthority = isUniversal(first, derTags.boolean) && first.content[0] === 0xff
  const path = isAuthority ? rest[0] : undefined
  const limit = isUniversal(path, derTags.integer)
    ? [`pathlen: ${String(BigInt(`0x0${path.content.toString('hex')}`))}`]
    : []
  return [`CA: ${String(isAuthority)}`, ...limit]
}

/** The addresses under which the CRL is published; only fullName is used in practice (RFC 5280, 4.2.1.13). */
export function readDistributionPoints(value: DerNode): string[] {
  return childrenOf(value).flatMap((point) =>
    inContext(childrenOf(point), 0)
      .flatMap((name) => inContext(childrenOf(name), 0))
      .flatMap((full) => childrenOf(full).map(readGeneralName))
      .map((name) => name.value),
  )
}

function inContext(nodes: DerNode[], tag: number): DerNode[] {
  return nodes.filter((node) => node.tagClass === 2 && node.tag === tag)
}

function readPolicies(value: DerNode): string[] {
  return childrenOf(value).map((policy) => readObjectIdentifier(childrenOf(policy)[0]))
}

function readAuthorityKeyIdentifier(value: DerNode): string[] {
  return inContext(childrenOf(value), 0).map((key) => key.content.toString('hex'))
}

function readAccess(value: DerNode): string[] {
  return readAccessDescriptions(value).map(({ method, location }) => `${method}: ${location}`)
}

export function readAccessDescriptions(value: DerNode): { method: string; location: string }[] {
  return childrenOf(value).map((description) => {
    const [type, location] = childrenOf(description)
    if (location === undefined) throw new DerError('no location')
    const oid = readObjectIdentifier(type)
    return { method: accessMethods[oid] ?? oid, location: readGeneralName(location).value }
  })
}
