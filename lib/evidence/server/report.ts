import 'server-only'
import { z } from 'zod'
import { authorityOf } from '#lib/authorities/server/find.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import { storableText } from '#lib/db/server/text.ts'
import { verb } from '#lib/service/server/verb.ts'
import type { CrlCheck, CrlReport, PublicationDelay } from '../health.ts'
import { listHealth } from './health.ts'
import { listChecks, type CrlCheckRow } from './repository.crls.ts'
import { listDelays } from './repository.ts'

const CHECKS_SHOWN = 50
const DELAYS_COUNTED = 200

/** The CRLs of one CA: what is there now, what has been there, and how soon revocations came to be in them. */
export const getCrlHealth = verb({
  name: 'get_crl_health',
  permission: 'authorities.read',
  kind: 'read',
  input: z.strictObject({ identifier: z.string().min(1).max(200).transform(storableText) }),
  run: async ({ db, clock }, { identifier }): Promise<Result<CrlReport, { code: 'not_found' }>> => {
    const authority = await authorityOf(db, identifier)
    if (authority === null) return err({ code: 'not_found' })
    const [health, checks, delayed] = await Promise.all([
      listHealth(db, clock.now()),
      listChecks(db, identifier, CHECKS_SHOWN),
      listDelays(db, identifier, DELAYS_COUNTED),
    ])
    const delays = delayed.flatMap(delayOf)
    const sorted = delays.map(({ delayMs }) => delayMs).sort((one, other) => one - other)
    return ok({
      identifier,
      commonName: authority.commonName,
      points: health.filter(({ caIdentifier }) => caIdentifier === identifier),
      checks: checks.map(checkOf),
      delays,
      medianMs: quantile(sorted, 0.5),
      p95Ms: quantile(sorted, 0.95),
    })
  },
})

function delayOf(row: Awaited<ReturnType<typeof listDelays>>[number]): PublicationDelay[] {
  const { identifier, accepted_at: acceptedAt, published_at: publishedAt, crl_number: crlNumber } = row
  if (acceptedAt === null || publishedAt === null) return []
  return [
    { identifier, publishedAt: rfc3339(publishedAt) ?? '', crlNumber, delayMs: Math.max(0, publishedAt - acceptedAt) },
  ]
}

/** The smallest value that at least such a share of them does not exceed. */
function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
}

function checkOf(row: CrlCheckRow): CrlCheck {
  return {
    id: row.id,
    url: row.url,
    outcome: row.outcome,
    number: row.number,
    thisUpdate: rfc3339(row.this_update),
    nextUpdate: rfc3339(row.next_update),
    entries: row.entries,
    size: row.size,
    sha256: row.sha256,
    firstAt: rfc3339(row.first_at) ?? '',
    lastAt: rfc3339(row.last_at) ?? '',
    times: row.times,
  }
}
