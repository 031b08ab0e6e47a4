import 'server-only'
import { annotationOf } from '#lib/annotations/server/of-certificate.ts'
import { listFindingsOn } from '#lib/audit/server/findings.ts'
import type { Database } from '#lib/db/server/database.ts'
import { publicationOf } from '#lib/evidence/server/publication-of.ts'
import { listOperationsOn } from '#lib/operations/server/history.ts'
import type { CertificateDetail } from '../schema.ts'
import { neighboursOf } from './neighbours.ts'
import { findOthersWithKey, findOthersWithName } from './repository.ts'
import type { CertificateRow } from './repository.rows.ts'

export type Surroundings = Pick<
  CertificateDetail,
  | 'sameName'
  | 'sameKey'
  | 'operations'
  | 'publication'
  | 'crlEvidence'
  | 'findings'
  | 'annotation'
  | 'annotationChanges'
>

/** What stands beside one certificate and what has happened to it: from our own tables alone. `now` is epoch ms. */
export async function surroundingsOf(db: Database, row: CertificateRow, now: number): Promise<Surroundings> {
  const { identifier, common_name: commonName, type, public_key_sha256: publicKeySha256 } = row
  const [sameName, sameKey, operations, publication, findings, annotations] = await Promise.all([
    findOthersWithName(db, { identifier, commonName, type }, now),
    findOthersWithKey(db, { identifier, publicKeySha256 }, now),
    listOperationsOn(db, identifier),
    publicationOf(db, identifier),
    listFindingsOn(db, identifier),
    annotationOf(db, identifier),
  ])
  return {
    sameName: neighboursOf(sameName, now),
    sameKey: neighboursOf(sameKey, now),
    operations,
    publication,
    crlEvidence: publication?.evidence ?? null,
    findings,
    ...annotations,
  }
}
