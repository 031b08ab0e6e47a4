import { newSerialNumber, type RandomBytes } from '#lib/pki/serial-number.ts'
import type { Issuer, Issuers } from '../authority/issuers.ts'
import type { SeedKeys } from '../authority/seed-keys.ts'
import { newIdentifier, oldIdentifier } from '../identifier.ts'
import type { CertificateRecord } from '../store/certificate-row.ts'
import type { Store } from '../store/open-store.ts'
import { DAY_MS, type Draft } from './draft.ts'
import { draftCertificate } from './draft-certificate.ts'
import { landmarks } from './landmarks.ts'
import { pooledRandomBytes } from './pooled-random-bytes.ts'

export type SeedPlan = { readonly seed: number; readonly certificates: number; readonly at: number }
type Seeding = { readonly store: Store; readonly issuers: Issuers; readonly seedKeys: SeedKeys }

const BATCH = 5000
/** Identifiers of certificates older than this have the older shape. */
const OLD_IDENTIFIER_AGE_MS = 500 * DAY_MS

/** What row `index` of a seed is. */
export function seedDraft(seed: number, index: number): Draft {
  return landmarks[index] ?? draftCertificate(seed, index)
}

/**
 * Inserts the rows of a seed from `from` on, a durable batch at a time; signs nothing. `advance` is called in each batch's
 * transaction with the number of rows there are: a start that was killed goes on from there.
 */
export function seedStore(seeding: Seeding, plan: SeedPlan, from: number, advance: (rows: number) => void): void {
  const batch: Batch = { ...seeding, plan, sharedKeys: new Map(), randomBytes: pooledRandomBytes() }
  seeding.store.load(() => {
    for (let start = from; start < plan.certificates; start += BATCH) {
      const end = Math.min(start + BATCH, plan.certificates)
      seeding.store.transaction(() => {
        const issued = new Map<number, number>()
        for (let index = start; index < end; index += 1) {
          const authorityId = insertRow(batch, index)
          issued.set(authorityId, (issued.get(authorityId) ?? 0) + 1)
        }
        for (const [authorityId, count] of issued) seeding.store.authorities.addIssued(authorityId, count)
        advance(end)
      })
    }
  })
}

type Batch = Seeding & {
  readonly plan: SeedPlan
  readonly sharedKeys: Map<string, Uint8Array>
  readonly randomBytes: RandomBytes
}

/** Answers with the CA that has issued it. */
function insertRow({ store, issuers, seedKeys, plan, sharedKeys, randomBytes }: Batch, index: number): number {
  const draft = seedDraft(plan.seed, index)
  const issuer = issuers.all.find(({ row }) => row.label === draft.issuer)
  if (issuer === undefined) throw new Error(`no CA called ${draft.issuer}`)
  const algorithm = issuer.authority.algorithm
  const record = toRecord(draft, plan.at, issuer, randomBytes)
  const id = store.certificates.insert(record)
  if (draft.sharedKey !== null) {
    const spki = sharedKeys.get(draft.sharedKey) ?? seedKeys.next(algorithm)
    sharedKeys.set(draft.sharedKey, spki)
    store.certificates.storeBytes(id, { spki, der: null })
  }
  if (record.revokedAt !== null && issuer.row.crlDays !== null) {
    store.revocations.add(
      issuer.row.id,
      { serialNumber: record.serialNumber, revokedAt: record.revokedAt },
      record.revokedAt,
    )
  }
  return issuer.row.id
}

function toRecord(draft: Draft, at: number, issuer: Issuer, randomBytes: RandomBytes): CertificateRecord {
  const { algorithm } = issuer.authority
  const notBefore = wholeSecond(at + draft.notBefore)
  const revokedAt = draft.revokedAt === null ? null : wholeSecond(at + draft.revokedAt)
  return {
    identifier:
      draft.notBefore < -OLD_IDENTIFIER_AGE_MS ? oldIdentifier(randomBytes) : newIdentifier(notBefore, randomBytes),
    serialNumber: newSerialNumber(randomBytes),
    authorityId: issuer.row.id,
    type: draft.type,
    status: draft.revokedAt === null ? 'ISSUE' : 'REVOKE',
    commonName: draft.commonName,
    organization: draft.organization,
    organizationUnit: draft.organizationUnit,
    locality: draft.locality,
    state: draft.state,
    country: draft.country,
    sans: draft.sans,
    algorithm,
    keySize: algorithm === 'RSA' ? 2048 : 256,
    notBefore,
    notAfter: wholeSecond(at + draft.notAfter),
    enableCrl: draft.enableCrl,
    alias: draft.alias,
    customIdentifier: null,
    resourceGroupId: 'rg-emulator',
    tags: [],
    issuedAt: null,
    revokedAt,
    modifiedAt: revokedAt ?? notBefore,
  }
}

function wholeSecond(at: number): number {
  return Math.floor(at / 1000) * 1000
}
