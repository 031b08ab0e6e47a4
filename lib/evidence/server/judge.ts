import 'server-only'
import type { PublicationsTable } from '#lib/db/server/tables.evidence.ts'
import type { DeletionWatch } from '../publication.ts'

// What a good CRL, or the lack of one, says of a revocation and of a deletion. Pure: times are epoch ms.

/** A CRL is published somewhat after its nextUpdate; what is not there by then is missing. */
export const OVERDUE_AFTER_MS = 10 * 60_000
/** Without a single readable CRL a revocation is overdue then; a responder that says otherwise is not asked longer. */
export const UNREAD_FOR_MS = 24 * 60 * 60_000
/** The CA's clock and ours may differ by so much. */
const CLOCK_TOLERANCE_MS = 5 * 60_000
/** CRLs give their times in whole seconds. */
const SECOND_MS = 1_000

const FIRST_CHECK_MS = 2_000
const SLOWEST_CHECK_MS = 15 * 60_000

export type Followed = Pick<
  PublicationsTable,
  'state' | 'accepted_at' | 'expected_by' | 'watch' | 'watched_since' | 'not_after' | 'ocsp_url' | 'ocsp_status'
>

/** A good CRL that was fetched for it. */
export type SeenCrl = {
  sha256: string
  number: string | null
  thisUpdate: number
  nextUpdate: number | null
  entry: { revokedAt: number; reason: string | null } | null
  /** The nextUpdate of the good CRL that was the newest before this one. */
  olderUntil: number | null
}

export type Judgement = {
  change: Partial<PublicationsTable>
  /** What has just come to be: told once, in the audit. */
  finding: 'published' | 'overdue' | 'still_listed' | 'vanished' | null
}

/** After a good CRL has been read. */
export function judgeReading(row: Followed, seen: SeenCrl, now: number): Judgement {
  const publication = judgePublication(row, seen, now)
  const watch = judgeWatch(row, seen, now)
  return {
    change: { checked_at: now, problem: null, ...publication.change, ...watch.change },
    finding: publication.finding ?? watch.finding,
  }
}

/** After a look that brought nothing to judge by. */
export function judgeSilence(row: Followed, problem: string, now: number): Judgement {
  const change = { checked_at: now, problem }
  if (row.state !== 'awaited' || now < overdueAt(row, row.expected_by)) return { change, finding: null }
  return { change: { ...change, state: 'overdue' }, finding: 'overdue' }
}

function judgePublication(row: Followed, seen: SeenCrl, now: number): Judgement {
  if (row.state !== 'awaited' && row.state !== 'overdue') return { change: {}, finding: null }
  if (seen.entry !== null) {
    return {
      change: {
        state: 'published',
        crl_sha256: seen.sha256,
        crl_number: seen.number,
        published_at: now,
        listed_since: seen.entry.revokedAt,
        listed_reason: seen.entry.reason,
        older_until: seen.olderUntil,
      },
      finding: 'published',
    }
  }
  const expectedBy = row.expected_by ?? seen.nextUpdate
  const isOverdue = row.state === 'awaited' && now >= overdueAt(row, expectedBy)
  const change = { absent_sha256: seen.sha256, expected_by: expectedBy }
  return isOverdue ? { change: { ...change, state: 'overdue' }, finding: 'overdue' } : { change, finding: null }
}

function overdueAt(row: Followed, expectedBy: number | null): number {
  return expectedBy === null ? (row.accepted_at ?? 0) + UNREAD_FOR_MS : expectedBy + OVERDUE_AFTER_MS
}

/**
 * Only a CRL made after the deletion says what the deletion did. One that has lost what an earlier one listed says it
 * even if the CA's clock is somewhat behind ours.
 */
function judgeWatch(row: Followed, seen: SeenCrl, now: number): Judgement {
  if (!isWatched(row.watch) || row.watched_since === null) return { change: {}, finding: null }
  if (row.not_after !== null && row.not_after < now) return { change: { watch: 'ended' }, finding: null }
  const isListed = seen.entry !== null
  const tolerance = isListed ? 0 : row.state === 'published' ? CLOCK_TOLERANCE_MS : SECOND_MS
  if (seen.thisUpdate < row.watched_since - tolerance) return { change: {}, finding: null }
  const watch = isListed ? 'listed' : 'vanished'
  const change = { watch, watch_sha256: seen.sha256, watch_at: now } as const
  if (watch === row.watch) return { change, finding: null }
  return { change, finding: isListed ? 'still_listed' : 'vanished' }
}

export function isWatched(watch: DeletionWatch | null): boolean {
  return watch === 'watched' || watch === 'listed' || watch === 'vanished'
}

/**
 * When to look next, epoch ms; null where only the regular looks at the CA's CRL are left. Soon at first, then after
 * half of the time that has passed, and at once when the CRL that has to show it is due.
 */
export function nextCheckAt(row: Followed, now: number): number | null {
  const since = waitsSince(row, now)
  if (since === null) return null
  const pause = Math.min(SLOWEST_CHECK_MS, Math.max(FIRST_CHECK_MS, (now - since) / 2))
  const due = overdueAt(row, row.expected_by)
  return Math.floor(row.state === 'awaited' && due > now ? Math.min(now + pause, due) : now + pause)
}

function waitsSince(row: Followed, now: number): number | null {
  if (row.watch === 'watched') return row.watched_since
  if (row.state === 'awaited') return row.accepted_at
  const isAsked = row.ocsp_url !== null && row.ocsp_status !== 'revoked'
  return isAsked && row.accepted_at !== null && now < row.accepted_at + UNREAD_FOR_MS ? row.accepted_at : null
}
