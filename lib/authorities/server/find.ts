import 'server-only'
import type { Database } from '#lib/db/server/database.ts'
import { publishesCrl } from '../publishes-crl.ts'
import { findAuthority } from './repository.ts'

export type Issuer = { identifier: string; commonName: string; pem: string; publishesCrl: boolean }

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
    })
    next = row.parent_identifier
  }
  return path
}
