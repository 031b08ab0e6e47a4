import 'server-only'
import { inContext, integerText, timeText } from './der-values.ts'
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
import {
  isTrue,
  tellAccess,
  tellAuthorityKey,
  tellDistributionPoints,
  tellNameConstraints,
} from './extension-points.ts'
import {
  tellInhibitAnyPolicy,
  tellMappings,
  tellNothing,
  tellPolicies,
  tellPolicyConstraints,
  tellStatements,
  tellTlsFeatures,
} from './extension-policies.ts'
import {
  tellAccountSid,
  tellCaVersion,
  tellNetscapeType,
  tellString,
  tellTemplate,
  tellTimestamps,
} from './extension-vendors.ts'
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
  '1.3.6.1.5.5.7.3.17': 'ipsecIKE',
  '1.3.6.1.5.5.7.3.21': 'secureShellClient',
  '1.3.6.1.5.5.7.3.22': 'secureShellServer',
  '1.3.6.1.5.5.7.3.36': 'documentSigning',
  '1.3.6.1.5.2.3.4': 'pkInitClientAuth',
  '1.3.6.1.5.2.3.5': 'pkInitKDC',
  '2.5.29.37.0': 'anyExtendedKeyUsage',
  '1.3.6.1.4.1.311.10.3.4': 'encryptedFileSystem',
  '1.3.6.1.4.1.311.10.3.12': 'microsoftDocumentSigning',
  '1.3.6.1.4.1.311.20.2.2': 'smartcardLogon',
  '1.3.6.1.4.1.11129.2.4.4': 'precertificateSigning',
}

const OPAQUE_LIMIT_BYTES = 64

/** What is longer is cut, and says so: a certificate may name ten thousand hosts, or one with a million letters. */
const MOST_LINES = 500
const LONGEST_LINE = 2000

const readers: Readonly<Record<string, { name: string; read: Reader }>> = {
  '2.5.29.14': { name: 'subjectKeyIdentifier', read: (value) => [value.content.toString('hex')] },
  '2.5.29.15': { name: 'keyUsage', read: readKeyUsage },
  '2.5.29.16': { name: 'privateKeyUsagePeriod', read: readKeyPeriod },
  '2.5.29.17': { name: 'subjectAltName', read: readNames },
  '2.5.29.18': { name: 'issuerAltName', read: readNames },
  '2.5.29.19': { name: 'basicConstraints', read: readBasicConstraints },
  '2.5.29.30': { name: 'nameConstraints', read: tellNameConstraints },
  '2.5.29.31': { name: 'cRLDistributionPoints', read: tellDistributionPoints },
  '2.5.29.32': { name: 'certificatePolicies', read: tellPolicies },
  '2.5.29.33': { name: 'policyMappings', read: tellMappings },
  '2.5.29.35': { name: 'authorityKeyIdentifier', read: tellAuthorityKey },
  '2.5.29.36': { name: 'policyConstraints', read: tellPolicyConstraints },
  '2.5.29.37': { name: 'extKeyUsage', read: readPurposes },
  '2.5.29.46': { name: 'freshestCRL', read: tellDistributionPoints },
  '2.5.29.54': { name: 'inhibitAnyPolicy', read: tellInhibitAnyPolicy },
  '1.3.6.1.5.5.7.1.1': { name: 'authorityInfoAccess', read: tellAccess },
  '1.3.6.1.5.5.7.1.3': { name: 'qcStatements', read: tellStatements },
  '1.3.6.1.5.5.7.1.11': { name: 'subjectInfoAccess', read: tellAccess },
  '1.3.6.1.5.5.7.1.24': { name: 'tlsFeature', read: tellTlsFeatures },
  '1.3.6.1.5.5.7.48.1.5': { name: 'ocspNoCheck', read: tellNothing },
  '1.3.6.1.4.1.11129.2.4.2': { name: 'signedCertificateTimestampList', read: tellTimestamps },
  '1.3.6.1.4.1.11129.2.4.3': { name: 'precertificatePoison', read: tellNothing },
  '1.3.6.1.4.1.311.20.2': { name: 'microsoftTemplateName', read: tellString },
  '1.3.6.1.4.1.311.21.1': { name: 'microsoftCaVersion', read: tellCaVersion },
  '1.3.6.1.4.1.311.21.7': { name: 'microsoftTemplate', read: tellTemplate },
  '1.3.6.1.4.1.311.21.10': { name: 'microsoftApplicationPolicies', read: tellPolicies },
  '1.3.6.1.4.1.311.25.2': { name: 'microsoftAccountSid', read: tellAccountSid },
  '2.16.840.1.113730.1.1': { name: 'netscapeCertType', read: tellNetscapeType },
  '2.16.840.1.113730.1.2': { name: 'netscapeBaseUrl', read: tellString },
  '2.16.840.1.113730.1.3': { name: 'netscapeRevocationUrl', read: tellString },
  '2.16.840.1.113730.1.4': { name: 'netscapeCaRevocationUrl', read: tellString },
  '2.16.840.1.113730.1.7': { name: 'netscapeRenewalUrl', read: tellString },
  '2.16.840.1.113730.1.8': { name: 'netscapeCaPolicyUrl', read: tellString },
  '2.16.840.1.113730.1.12': { name: 'netscapeServerName', read: tellString },
  '2.16.840.1.113730.1.13': { name: 'netscapeComment', read: tellString },
}

/** Known to us by name only: their content is shown in hex. */
const namesOnly: Readonly<Record<string, string>> = {
  '2.5.29.9': 'subjectDirectoryAttributes',
  '1.3.6.1.4.1.311.21.2': 'microsoftPreviousCaHash',
  '1.3.6.1.5.5.7.1.14': 'proxyCertInfo',
}

export function extensionName(oid: string): string | null {
  return readers[oid]?.name ?? namesOnly[oid] ?? null
}

/** The content of an extension; hex where we know no better or where it is malformed. */
export function extensionValues(oid: string, value: Buffer): string[] {
  const reader = readers[oid]
  if (reader === undefined) return [opaque(value)]
  try {
    return bounded(reader.read(readDer(value)))
  } catch (cause) {
    if (cause instanceof DerError) return [opaque(value)]
    throw cause
  }
}

function bounded(lines: readonly string[]): string[] {
  const shown = lines
    .slice(0, MOST_LINES)
    .map((line) =>
      line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE)}… (${String(line.length)} characters)`,
    )
  return lines.length <= MOST_LINES ? shown : [...shown, `… (${String(lines.length)} in all)`]
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
  const parts = childrenOf(value)
  const isAuthority = isTrue(parts[0])
  // RFC 5280 forbids it where it is no CA, which is a reason to show it.
  const path = parts.find((part) => isUniversal(part, derTags.integer))
  return [`CA: ${String(isAuthority)}`, ...(path === undefined ? [] : [`pathlen: ${integerText(path)}`])]
}

/** notBefore [0] and notAfter [1], each a GeneralizedTime. */
function readKeyPeriod(value: DerNode): string[] {
  const parts = childrenOf(value)
  const told = (tag: number, word: string) =>
    inContext(parts, tag).map(({ content }) => `${word}: ${timeText(content)}`)
  return [...told(0, 'notBefore'), ...told(1, 'notAfter')]
}
