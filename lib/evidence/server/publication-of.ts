import 'server-only'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import type { Database } from '#lib/db/server/database.ts'
import type { CrlEvidence, CrlMark, Publication } from '../publication.ts'
import { findCrls, type CrlRow } from './repository.crls.ts'
import { findPublication, findPublications, type PublicationRow } from './repository.ts'

/** What is known of the publication of a revocation or deletion of ours; null where neither is followed. */
export async function publicationOf(db: Database, identifier: string): Promise<Publication | null> {
  const row = await findPublication(db, identifier)
  if (row === null) return null
  const [crl] = row.crl_sha256 === null ? [] : await findCrls(db, [row.crl_sha256])
  return toPublication(row, crl)
}

/** Of a page of certificates: which revocations a kept CRL shows. */
export async function crlEvidenceAmong(db: Database, identifiers: readonly string[]): Promise<Map<string, CrlMark>> {
  const rows = await findPublications(db, identifiers)
  return new Map(
    rows.flatMap(({ identifier, state, crl_sha256: sha256, crl_number: number, published_at: at }) =>
      state === 'published' && sha256 !== null
        ? [[identifier, { sha256, number, publishedAt: rfc3339(at) ?? '' }]]
        : [],
    ),
  )
}

function toPublication(row: PublicationRow, crl: CrlRow | undefined): Publication {
  return {
    identifier: row.identifier,
    state: row.state,
    acceptedAt: rfc3339(row.accepted_at),
    url: row.url,
    checkedAt: rfc3339(row.checked_at),
    nextCheckAt: rfc3339(row.next_check_at),
    problem: row.problem,
    expectedBy: rfc3339(row.expected_by),
    evidence: row.state === 'published' && crl !== undefined ? evidenceOf(row, crl) : null,
    olderUntil: rfc3339(row.older_until),
    ocsp:
      row.ocsp_url === null
        ? null
        : {
            url: row.ocsp_url,
            status: row.ocsp_status,
            checkedAt: rfc3339(row.ocsp_checked_at),
            problem: row.ocsp_problem,
          },
    watch: watchOf(row),
  }
}

function evidenceOf(row: PublicationRow, crl: CrlRow): CrlEvidence {
  return {
    sha256: crl.sha256,
    number: crl.number,
    publishedAt: rfc3339(row.published_at) ?? '',
    thisUpdate: rfc3339(crl.this_update) ?? '',
    nextUpdate: rfc3339(crl.next_update),
    listedSince: rfc3339(row.listed_since),
    reason: row.listed_reason,
  }
}

function watchOf(row: PublicationRow): Publication['watch'] {
  if (row.watch === null || row.watched_since === null) return null
  return {
    state: row.watch,
    since: rfc3339(row.watched_since) ?? '',
    at: rfc3339(row.watch_at),
    sha256: row.watch_sha256,
    until: rfc3339(row.not_after),
  }
}
