import type { CertificateType } from './schema.ts'

// What is weak or unusual about a certificate: facts about its encoding, each with the text that makes it one. None of
// them is an alarm, and none says that the certificate is misused.

export type CertificateFacts = {
  type: CertificateType
  /** Of what the vendor's type does not tell: whether its extKeyUsage names serverAuth. */
  isForServers: boolean
  key:
    { kind: 'rsa'; bits: number; exponent: bigint } | { kind: 'ec'; bits: number } | { kind: 'sm2' } | { kind: 'other' }
  signature: 'md5' | 'sha1' | 'sm3' | 'other'
  /** Content of the INTEGER. */
  serialNumber: Uint8Array
  /** Epoch ms. */
  notBefore: number
  notAfter: number
  commonName: string
  /** Those names of subjectAltName that a CN could be: DNS names and addresses. */
  names: readonly string[]
  hasNames: boolean
  hasPurposes: boolean
  pointsToCrl: boolean
  pointsToResponder: boolean
  isAuthority: boolean
  signsCertificates: boolean
  /** Critical ones that this console cannot name. */
  hasUnknownCritical: boolean
}

/** In the order in which they are told, each with the text that makes it one. */
export const remarkSources = {
  rsa_short: 'NIST SP 800-131A',
  rsa_exponent: 'RFC 8017, 3.1',
  rsa_exponent_small: 'FIPS 186-5, A.1.1',
  ec_short: 'NIST SP 800-131A',
  md5: 'RFC 6151',
  sha1: 'RFC 9155',
  sm2: 'RFC 8998',
  serial_negative: 'RFC 5280, 4.1.2.2',
  serial_zero: 'RFC 5280, 4.1.2.2',
  serial_long: 'RFC 5280, 4.1.2.2',
  ends_before_it_begins: 'RFC 5280, 4.1.2.5',
  validity_398: 'CA/B BR, 6.3.2',
  validity_year: 'CA/B BR, 6.3.2',
  server_without_names: 'RFC 9525, 6.3',
  cn_not_in_names: 'RFC 9525, 2',
  no_purposes: 'RFC 5280, 4.2.1.12',
  no_pointers: 'RFC 5280, 4.2.1.13',
  authority: 'RFC 5280, 4.2.1.9',
  signs_certificates: 'RFC 5280, 4.2.1.3',
  unknown_critical: 'RFC 5280, 4.2',
} as const

export type ParameterRemark = keyof typeof remarkSources
const codes = Object.keys(remarkSources) as ParameterRemark[]

const DAY_MS = 86_400_000

export function parameterRemarks(facts: CertificateFacts): ParameterRemark[] {
  const found: Record<ParameterRemark, boolean> = {
    ...keyRemarks(facts.key),
    ...serialRemarks(facts.serialNumber),
    ...validityRemarks(facts),
    ...nameRemarks(facts),
    md5: facts.signature === 'md5',
    sha1: facts.signature === 'sha1',
    sm2: facts.key.kind === 'sm2' || facts.signature === 'sm3',
    no_purposes: !facts.hasPurposes,
    no_pointers: !facts.pointsToCrl && !facts.pointsToResponder,
    authority: facts.isAuthority,
    signs_certificates: facts.signsCertificates,
    unknown_critical: facts.hasUnknownCritical,
  }
  return codes.filter((code) => found[code])
}

function keyRemarks(key: CertificateFacts['key']) {
  const exponent = key.kind === 'rsa' ? key.exponent : null
  const isUnusable = exponent !== null && (exponent < 3n || exponent % 2n === 0n)
  return {
    rsa_short: key.kind === 'rsa' && key.bits < 2048,
    rsa_exponent: isUnusable,
    rsa_exponent_small: exponent !== null && !isUnusable && exponent < 65_537n,
    ec_short: key.kind === 'ec' && key.bits < 224,
  }
}

function serialRemarks(serial: Uint8Array) {
  const isZero = serial.every((byte) => byte === 0)
  return {
    serial_negative: ((serial[0] ?? 0) & 0x80) !== 0,
    serial_zero: isZero,
    serial_long: serial.length > 20,
  }
}

/** RFC 5280, 4.1.2.5: both ends belong to the validity. */
function validityRemarks({ notBefore, notAfter, ...facts }: CertificateFacts) {
  const days = (notAfter - notBefore + 1000) / DAY_MS
  const isServer = isServerOf(facts)
  return {
    ends_before_it_begins: notAfter < notBefore,
    validity_398: isServer && days > 398,
    validity_year: isServer && days > 366 && days <= 398,
  }
}

function nameRemarks({ commonName, names, hasNames, ...facts }: CertificateFacts) {
  const cn = commonName.toLowerCase()
  const isServer = isServerOf(facts)
  return {
    server_without_names: isServer && !hasNames,
    cn_not_in_names: isServer && hasNames && cn !== '' && !names.some((name) => name.toLowerCase() === cn),
  }
}

function isServerOf({ type, isForServers }: Pick<CertificateFacts, 'type' | 'isForServers'>): boolean {
  return type === 'server' || isForServers
}
