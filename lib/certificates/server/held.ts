import 'server-only'
import { issuersOf } from '#lib/authorities/server/find.ts'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import type { Database } from '#lib/db/server/database.ts'
import { publicationOf } from '#lib/evidence/server/publication-of.ts'
import type { CertificateDetail, CertificateItem } from '../schema.ts'
import { chainOf } from './detail.ts'
import { itemOf } from './item.ts'
import { findCertificate } from './repository.ts'

export type HeldCertificate = CertificateItem & Pick<CertificateDetail, 'pem' | 'chain' | 'deletedAt' | 'publication'>

/**
 * A certificate as the mirror holds it, without asking the vendor: an export of a thousand would take minutes of the
 * calls that everybody shares. Null when the mirror does not hold it. `now` is epoch ms.
 */
export async function heldCertificate(db: Database, identifier: string, now: number): Promise<HeldCertificate | null> {
  const row = await findCertificate(db, identifier)
  if (row === null) return null
  const [issuers, publication] = [await issuersOf(db, row.ca_identifier), await publicationOf(db, identifier)]
  return {
    ...itemOf(row, now, publication?.evidence ?? null),
    pem: row.pem,
    chain: chainOf(row, issuers),
    deletedAt: rfc3339(row.deleted_at),
    publication,
  }
}
