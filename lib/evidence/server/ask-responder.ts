import 'server-only'
import { authorityOf } from '#lib/authorities/server/find.ts'
import type { PublicationsTable } from '#lib/db/server/tables.evidence.ts'
import type { EvidenceContext } from './context.ts'
import { nextCheckAt } from './judge.ts'
import { findPublication, keepOcspAnswer, type PublicationRow } from './repository.ts'

/**
 * What the responder that the certificate names says of it, with the answer's bytes. Beside the CRL, not instead of it:
 * nothing is called published by it. What it calls revoked is not asked again. Ends a look: says when the next is due.
 */
export async function askResponder(ctx: EvidenceContext, row: PublicationRow): Promise<void> {
  const answered = await answerAbout(ctx, row)
  const now = ctx.clock.now()
  const current = await findPublication(ctx.db, row.identifier)
  if (current === null) return
  await keepOcspAnswer(ctx.db, row.identifier, {
    ...answered,
    next_check_at: nextCheckAt({ ...current, ...answered }, now),
  })
}

async function answerAbout(ctx: EvidenceContext, row: PublicationRow): Promise<Partial<PublicationsTable>> {
  if (row.ocsp_url === null || row.ocsp_status === 'revoked' || row.accepted_at === null) return {}
  const authority = await authorityOf(ctx.db, row.ca_identifier)
  if (authority === null) return {}
  const now = () => ctx.clock.now()
  const answer = await ctx.askOcsp(row.ocsp_url, { certificate: row.pem, issuer: authority.pem, now })
  if (!answer.ok) return { ocsp_problem: answer.error.refusal.code }
  const { bytes, fetchedAt, reading } = answer.value
  return {
    ocsp_status: reading.status,
    ocsp_revoked_at: reading.revokedAt,
    ocsp_der: bytes,
    ocsp_checked_at: fetchedAt,
    ocsp_problem: null,
  }
}
