import 'server-only'
import type { Database } from '#lib/db/server/database.ts'
import { publishesCrl } from '../publishes-crl.ts'
import { findAuthority, selectAuthorities, type AuthorityRow } from './repository.ts'

export type Issuer = {
  identifier: string
  commonName: string
  pem: string
  publishesCrl: boolean
  /** ISSUE, REVOKE, or a word that the vendor does not document. */
  vendorStatus: string
}

/** Longer paths do not exist here (root and sub-CA), and a loop among parents must end. */
const LONGEST_PATH = 8

/** The authorities above a certificate, the issuing one first, the root last; as many as are known. */
export async function issuersOf(db: Database, caIdentifier: string): Promise<Issuer[]> {
  const path: Issuer[] = []
  let next: string | null = caIdentifier
  while (next !== null && path.length < LONGEST_PATH && !path.some(({ identifier }) => identifier === next)) {
    const row = await findAuthority(db, next)
    if (row === null) break
    path.push({
      identifier: row.identifier,
      commonName: row.common_name,
      pem: row.pem,
      publishesCrl: publishesCrl({ crlStatus: row.crl_status, crlUrl: row.crl_url }),
      vendorStatus: row.vendor_status,
    })
    next = row.parent_identifier
  }
  return path
}

/** One CA as it was last read; null while it has not been. */
export async function authorityOf(db: Database, identifier: string): Promise<KnownAuthority | null> {
  const row = await findAuthority(db, identifier)
  return row === null ? null : knownOf(row)
}

/** Every CA as it was last read. */
export async function knownAuthorities(db: Database): Promise<KnownAuthority[]> {
  return (await selectAuthorities(db)).map(knownOf)
}

/** `crlUrl`: where it publishes a CRL, by what the vendor says; null where it publishes none. */
export type KnownAuthority = { identifier: string; commonName: string; pem: string; crlUrl: string | null }

function knownOf(row: AuthorityRow): KnownAuthority {
  const { identifier, common_name: commonName, pem, crl_status: crlStatus, crl_url: crlUrl } = row
  return { identifier, commonName, pem, crlUrl: publishesCrl({ crlStatus, crlUrl }) ? crlUrl : null }
}
