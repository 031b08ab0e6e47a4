import { randomBytes } from 'node:crypto'
import {
  createIssuingAuthority,
  createRootAuthority,
  loadAuthority,
  type Authority,
  type AuthorityRequest,
} from '#lib/pki/authority.ts'
import type { DistinguishedName } from '#lib/pki/distinguished-name.ts'
import { generateKeyPair, type KeyAlgorithm } from '#lib/pki/key.ts'
import { readCertificate, type CertificateFacts } from '#lib/pki/read.ts'
import { newSerialNumber } from '#lib/pki/serial-number.ts'
import { newIdentifier } from '../identifier.ts'
import type { AuthorityRow } from '../store/authority-table.ts'
import type { Store } from '../store/open-store.ts'
import { pointersFor } from './pointers.ts'

/** A CA with its keys in memory. */
export type Issuer = {
  readonly row: AuthorityRow
  readonly authority: Authority
  readonly facts: CertificateFacts
  /** null for the root. */
  readonly parent: Issuer | null
}

/** `all` begins with the root. */
export type Issuers = {
  readonly all: readonly Issuer[]
  readonly byId: (id: number) => Issuer
  readonly byIdentifier: (identifier: string) => Issuer | undefined
}

export type IssuerLabel = 'root' | 'ec' | 'rsa' | 'legacy'

const YEAR_MS = 365 * 86_400_000
const ROOT_YEARS = { before: 6, after: 14 }
const ISSUING_YEARS = { before: 4.5, after: 5.5 }
/** Days that a CRL is good for; the vendor's CrlDay. */
const CRL_DAYS = 7
const LEAST_QUOTA = 10_000

type Plan = {
  readonly label: IssuerLabel
  readonly commonName: string
  readonly key: KeyAlgorithm
  readonly crlDays: number | null
}

const issuingPlans: readonly Plan[] = [
  { label: 'ec', commonName: 'Ludao Logistics Issuing CA E1', key: 'ECC_256', crlDays: CRL_DAYS },
  { label: 'rsa', commonName: 'Ludao Logistics Issuing CA R1', key: 'RSA_2048', crlDays: CRL_DAYS },
  { label: 'legacy', commonName: 'Ludao Logistics Legacy CA', key: 'ECC_256', crlDays: null },
]

/**
 * A root and the three CAs below it, with fresh keys. Stores nothing; `store` does, inside the first start's transaction.
 * `quota` is at least 10,000 and twice what is about to be seeded.
 */
export async function createIssuers(
  baseUrl: string,
  now: number,
  certificates: number,
): Promise<Omit<AuthorityRow, 'id'>[]> {
  const keys = await Promise.all([generateKeyPair('ECC_256'), ...issuingPlans.map(({ key }) => generateKeyPair(key))])
  const totalCount = Math.max(LEAST_QUOTA, 2 * certificates)
  const request = (index: number, commonName: string, years: { before: number; after: number }): AuthorityRequest => {
    const keyPair = keys[index]
    if (keyPair === undefined) throw new Error('a CA without a key')
    return {
      subject: subjectOf(commonName),
      keyPair,
      serialNumber: newSerialNumber(randomBytes),
      notBefore: now - years.before * YEAR_MS,
      notAfter: now + years.after * YEAR_MS,
    }
  }
  const root = createRootAuthority(request(0, 'Ludao Logistics Root CA', ROOT_YEARS))
  const rootIdentifier = newIdentifier(now - ROOT_YEARS.before * YEAR_MS, randomBytes)
  const subordinate = issuingPlans.map(({ label, commonName, crlDays }, index) => {
    const pointers = crlDays === null ? {} : { pointers: pointersFor(baseUrl, rootIdentifier) }
    const authority = createIssuingAuthority(root, { ...request(index + 1, commonName, ISSUING_YEARS), ...pointers })
    const identifier = newIdentifier(now - ISSUING_YEARS.before * YEAR_MS, randomBytes)
    return toRow(authority, { identifier, parentId: 1, label, crlDays, totalCount })
  })
  const rootRow = { identifier: rootIdentifier, parentId: null, label: 'root', crlDays: CRL_DAYS, totalCount: 100 }
  return [toRow(root, rootRow), ...subordinate]
}

/** The stored CAs, ready to sign. */
export function loadIssuers(store: Store): Issuers {
  const all: Issuer[] = []
  for (const row of store.authorities.list()) {
    const authority = loadAuthority(row)
    const parent = all.find((issuer) => issuer.row.id === row.parentId) ?? null
    all.push({ row, authority, facts: readCertificate(row.certificateDer), parent })
  }
  return {
    all,
    byId: (id) => {
      const issuer = all.find(({ row }) => row.id === id)
      if (issuer === undefined) throw new Error(`no CA with id ${id}`)
      return issuer
    },
    byIdentifier: (identifier) => all.find(({ row }) => row.identifier === identifier),
  }
}

/** PEM of the CA and all above it. */
export function chainOf(issuer: Issuer): string {
  return issuer.authority.certificatePem + (issuer.parent === null ? '' : chainOf(issuer.parent))
}

function toRow(
  authority: Authority,
  row: Omit<AuthorityRow, 'id' | 'certificateDer' | 'privateKeyDer'>,
): Omit<AuthorityRow, 'id'> {
  return { ...row, certificateDer: authority.certificateDer, privateKeyDer: authority.privateKeyDer }
}

function subjectOf(commonName: string): DistinguishedName {
  return {
    country: 'CN',
    organization: '鹭岛物流有限公司',
    organizationUnit: '信息安全部',
    locality: 'Xiamen',
    state: 'Fujian',
    commonName,
  }
}
