import 'server-only'
import { X509Certificate, createHash } from 'node:crypto'
import type { CertificateExtension, DecodedCertificate } from '../schema.ts'
import { readExtensions, type RawExtension } from './certificate-der.ts'
import { childrenOf, DerError, derTags, isUniversal, readDer, type DerNode } from './der.ts'
import { readAccessDescriptions, readDistributionPoints } from './extension-points.ts'
import { extensionName, extensionValues, readKeyUsage, readPurposes } from './extension-values.ts'
import { readName } from './general-name.ts'

export type ReadCertificate = { extensions: CertificateExtension[]; decoded: DecodedCertificate }

/**
 * Everything that the detail shows beyond the vendor's own fields, from the PEM itself: what the vendor says about a
 * certificate and what relying parties will read in it need not be the same. Null when it is no certificate.
 */
export function decodeCertificate(pem: string): ReadCertificate | null {
  return reading(() => {
    const bytes = bytesOf(pem)
    const raw = readExtensions(bytes)
    const extensions = raw.map(({ oid, critical, value }) => ({
      oid,
      name: extensionName(oid),
      critical,
      values: extensionValues(oid, value),
    }))
    return { extensions, decoded: decodedFrom(bytes, raw) }
  })
}

function decodedFrom(bytes: Buffer, raw: RawExtension[]): DecodedCertificate {
  const { issuer, version } = readHead(bytes)
  const access = from(raw, '1.3.6.1.5.5.7.1.1', readAccessDescriptions)
  return {
    issuer,
    version,
    keyUsage: from(raw, '2.5.29.15', readKeyUsage),
    extendedKeyUsage: from(raw, '2.5.29.37', readPurposes),
    crlUrls: from(raw, '2.5.29.31', readDistributionPoints),
    ocspUrls: access.filter(({ method }) => method === 'OCSP').map(({ location }) => location),
  }
}

/** TBSCertificate: [0] version, serialNumber, signature, issuer, … (RFC 5280, 4.1). */
function readHead(bytes: Buffer): { issuer: string; version: number } {
  const toBeSigned = childrenOf(readDer(bytes))[0]
  if (toBeSigned === undefined) throw new DerError('no TBSCertificate')
  const fields = childrenOf(toBeSigned)
  const first = fields[0]
  const isTagged = first?.tagClass === 2 && first.tag === 0
  const version = isTagged ? childrenOf(first)[0] : undefined
  return {
    issuer: readName(fields[isTagged ? 3 : 2]),
    version: isUniversal(version, derTags.integer) ? (version.content.at(-1) ?? 0) + 1 : 1,
  }
}

function from<Value>(raw: RawExtension[], oid: string, read: (node: DerNode) => Value[]): Value[] {
  const extension = raw.find((candidate) => candidate.oid === oid)
  return extension === undefined ? [] : (reading(() => read(readDer(extension.value))) ?? [])
}

export type PemFacts = { sha1: string | null; publicKeySha256: string | null; pointsToCrl: boolean | null }

/** What the mirror keeps of a PEM so that the list need not parse it: two digests, and whether it names a CRL. */
export function pemFacts(pem: string): PemFacts {
  return {
    sha1: sha1Of(pem),
    // Read from the encoding, so that a key of a kind that this OpenSSL does not know (SM2) is compared all the same.
    publicKeySha256: reading(() =>
      createHash('sha256')
        .update(subjectPublicKeyInfo(bytesOf(pem)))
        .digest('hex'),
    ),
    pointsToCrl: reading(() => readExtensions(bytesOf(pem)).some(({ oid }) => oid === '2.5.29.31')),
  }
}

/** The fingerprint that openssl prints unless told otherwise, and that Windows calls the thumbprint. The API has none. */
export function sha1Of(pem: string): string | null {
  const bytes = derOf(pem)
  return bytes === null || bytes.length === 0 ? null : createHash('sha1').update(bytes).digest('hex')
}

/** SubjectPublicKeyInfo is the last of the six fields that every TBSCertificate has after its version. */
function subjectPublicKeyInfo(bytes: Buffer): Buffer {
  const toBeSigned = childrenOf(readDer(bytes))[0]
  if (toBeSigned === undefined) throw new DerError('no TBSCertificate')
  const fields = childrenOf(toBeSigned)
  const isTagged = fields[0]?.tagClass === 2 && fields[0].tag === 0
  const info = fields[isTagged ? 6 : 5]
  if (!isUniversal(info, derTags.sequence)) throw new DerError('no SubjectPublicKeyInfo')
  return info.encoded
}

/** The readable certificates of a PEM bundle, in their order. */
export function bundledCertificates(chain: string): X509Certificate[] {
  return (chain.match(PEM_BLOCKS) ?? []).flatMap((pem) => reading(() => new X509Certificate(pem)) ?? [])
}

const PEM_BLOCKS = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** Null for what is no PEM of a certificate. */
export function derOf(pem: string): Buffer | null {
  return reading(() => bytesOf(pem))
}

function bytesOf(pem: string): Buffer {
  const body = /-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/.exec(pem)?.[1]
  if (body === undefined) throw new DerError('no PEM')
  return Buffer.from(body, 'base64')
}

/** Null for what is no certificate: that is expected of outside data, so it is no exception. */
function reading<Value>(read: () => Value): Value | null {
  try {
    return read()
  } catch {
    return null
  }
}
