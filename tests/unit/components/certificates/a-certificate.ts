import { noAnnotation } from '#lib/annotations/annotation.ts'
import type { CertificateDetail } from '#lib/certificates/schema.ts'

const now = Date.UTC(2026, 10, 24, 12)
const DAY = 86_400_000
const at = (days: number) => new Date(now + days * DAY).toISOString()

/** A valid certificate, read at noon of 2026-11-24; say what differs. */
export function aCertificate(more: Partial<CertificateDetail> = {}): CertificateDetail {
  return {
    identifier: 'one',
    serialNumber: '5e01',
    commonName: 'one.example',
    subject: 'CN=one.example',
    sans: [],
    type: 'client',
    status: 'valid',
    notBefore: at(-100),
    notAfter: at(100),
    caIdentifier: 'ca-1',
    caName: 'Payments G2',
    algorithm: 'ECC',
    keySize: 256,
    sha256: 'a'.repeat(64),
    sha1: 'b'.repeat(40),
    alias: null,
    revokeTime: null,
    lastSeenAt: at(0),
    openOperationId: null,
    hasMatchingOperation: null,
    pem: '',
    chain: null,
    extensions: [],
    answeredAt: at(0),
    readAt: at(0),
    source: 'live',
    liveFailure: null,
    path: [],
    decoded: null,
    vendorStatus: 'ISSUE',
    customIdentifier: null,
    vendorId: null,
    resourceGroupId: null,
    signAlgorithm: 'SHA256WITHECDSA',
    md5: '',
    publicKeySha256: null,
    pointsToCrl: true,
    caPublishesCrl: true,
    firstSeenAt: at(-90),
    deletedAt: null,
    deletedHow: null,
    sameName: { total: 0, items: [] },
    sameKey: { total: 0, items: [] },
    operations: [],
    publication: null,
    crlEvidence: null,
    findings: [],
    remarks: [],
    succession: { later: { items: [], hasMore: false }, earlier: { items: [], hasMore: false } },
    annotation: noAnnotation,
    annotationChanges: [],
    ...more,
  }
}
