import { createHash } from 'node:crypto'
import type { Insertable } from 'kysely'
import { mirrorKeys, mirrorNames, mirrorText } from '#lib/certificates/server/mirror-row.ts'
import type { CertificatesTable } from '#lib/db/server/tables.certificates.ts'
import { draftCertificate } from '#lib/emulator/seed/draft-certificate.ts'
import type { Draft } from '#lib/emulator/seed/draft.ts'

const SEED = 7
/** What a certificate of this shape has as PEM. */
const PEM_LENGTH = 1_500
const DAY_MS = 86_400_000
/** A key in so many is that of another certificate, too. */
const SHARED_KEY_EVERY = 500

export const authorities = [
  { label: 'ec', identifier: 'ca-ec', name: 'Example Devices CA G2' },
  { label: 'rsa', identifier: 'ca-rsa', name: 'Example Services CA G1' },
  { label: 'legacy', identifier: 'ca-legacy', name: 'Legacy' },
] as const

/** Row `index` of the mirror as of `now` (epoch ms): believable names and dates, and everything but a real signature. */
export function benchRow(index: number, now: number): Insertable<CertificatesTable> {
  const draft = draftCertificate(SEED, index)
  const digest = createHash('sha256')
    .update(`certificate ${String(index)}`)
    .digest('hex')
  const keyOwner = index % SHARED_KEY_EVERY === 1 ? index - 1 : index
  const named = namesOf(draft)
  const isRsa = draft.issuer !== 'ec'
  return {
    identifier: uuidOf(digest),
    serial_number: `5${digest.slice(0, 35)}`,
    ...mirrorNames(named),
    ...mirrorText(named),
    ...mirrorKeys(named),
    vendor_id: String(index),
    type: draft.type === 'SERVER' ? 'server' : 'client',
    vendor_status: draft.revokedAt === null ? 'ISSUE' : 'REVOKE',
    not_before: now + draft.notBefore,
    not_after: now + draft.notAfter,
    ca_identifier: authorities.find(({ label }) => label === draft.issuer)?.identifier ?? '',
    algorithm: isRsa ? 'RSA' : 'ECC',
    key_size: isRsa ? (index % 40 === 0 ? 4096 : 2048) : 256,
    sign_algorithm: isRsa ? 'SHA256WITHRSA' : 'SHA256WITHECDSA',
    md5: createHash('md5').update(digest).digest('hex'),
    sha256: createHash('sha256').update(digest).digest('hex'),
    sha1: createHash('sha1').update(digest).digest('hex'),
    public_key_sha256: createHash('sha256')
      .update(`key ${String(keyOwner)}`)
      .digest('hex'),
    points_to_crl: draft.enableCrl ? 1 : 0,
    replaced_until: null,
    pem: `-----BEGIN CERTIFICATE-----\n${digest.repeat(Math.ceil(PEM_LENGTH / 64))}`,
    chain: null,
    revoke_time: draft.revokedAt === null ? null : now + draft.revokedAt,
    first_seen_at: Math.min(now, now + draft.notBefore + DAY_MS),
    last_seen_at: now - 60_000,
    last_seen_pass: 1,
    live_read_at: null,
    deleted_at: null,
    deleted_how: null,
  }
}

function namesOf(draft: Draft) {
  const { commonName, organization, organizationUnit, locality, state, country, alias } = draft
  return {
    commonName,
    subject: `C=${country},O=${organization},OU=${organizationUnit},L=${locality},ST=${state},CN=${commonName}`,
    sans: draft.sans.map(({ kind, value }) => ({ type: kind, value })),
    alias,
    customIdentifier: null,
  }
}

function uuidOf(digest: string): string {
  return [8, 4, 4, 4, 12]
    .reduce<{ parts: string[]; from: number }>(
      ({ parts, from }, length) => ({ parts: [...parts, digest.slice(from, from + length)], from: from + length }),
      { parts: [], from: 0 },
    )
    .parts.join('-')
}
