import 'server-only'
import { annotationOf } from '#lib/annotations/server/of-certificate.ts'
import { listFindingsOn } from '#lib/audit/server/findings.ts'
import { readingAside, type Database } from '#lib/db/server/database.ts'
import { publicationOf } from '#lib/evidence/server/publication-of.ts'
import { listOperationsOn } from '#lib/operations/server/history.ts'
import type { CertificateDetail } from '../schema.ts'
import { neighboursOf, successionOf } from './neighbours.ts'
import { findOthersWithKey, findOthersWithName } from './repository.ts'
import type { CertificateRow } from './repository.rows.ts'
import { findSuccession } from './repository.succession.ts'

/** On either side of it. */
const SUCCESSION_SHOWN = 5

export type Surroundings = Pick<
  CertificateDetail,
  | 'sameName'
  | 'sameKey'
  | 'succession'
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
  const place = { identifier, commonName, type, notBefore: row.not_before }
  // Any number may have its name or its key: they are counted where nobody waits for it.
  const aside = readingAside(db, 'pages')
  const [sameName, sameKey, succession, operations, publication, findings, annotations] = await Promise.all([
    findOthersWithName(aside, { identifier, commonName, type }, now),
    findOthersWithKey(aside, { identifier, publicKeySha256 }, now),
    findSuccession(db, place, SUCCESSION_SHOWN + 1),
    listOperationsOn(db, identifier),
    publicationOf(db, identifier),
    listFindingsOn(db, identifier),
    annotationOf(db, identifier),
  ])
  return {
    sameName: neighboursOf(sameName, now),
    sameKey: neighboursOf(sameKey, now),
    succession: successionOf(succession, SUCCESSION_SHOWN, now),
    operations,
    publication,
    crlEvidence: publication?.evidence ?? null,
    findings,
    ...annotations,
  }
}
