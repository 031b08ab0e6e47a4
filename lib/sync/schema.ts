import type { WriteFailure } from '#lib/db/server/write-standing.ts'

// How the mirror is kept: full passes over ListClientCertificate, what they found to be missing, and what an admin
// decides about that. This room owns the table `sync_passes`. It refuses to call a pass complete unless its counts
// prove it, and to bury a certificate of which DescribeClientCertificate has not said NotFound.

/** The state of the mirror as every page may show it. Times are RFC 3339 UTC. */
export type SyncStatus = {
  /** The end of the last full pass, less the time that it paused; null before one. */
  asOf: string | null
  /** That pass has shown that all that existed as it began is in the mirror. */
  complete: boolean
  /** Certificates that it saw, and how many the vendor said there were. */
  seen: number | null
  vendorTotal: number | null
  /** `pageCount`: how many pages there are by the vendor's last total; null before the first. */
  running: {
    startedAt: string
    pages: number
    pageCount: number | null
    seen: number
    vendorTotal: number | null
  } | null
  /** Since when the vendor gives nothing, and why; null while all is well. */
  unreachable: {
    since: string
    nextTryAt: string
    kind: string
    message: string
    code: string | null
    requestId: string | null
  } | null
  /** Asked for by somebody, not begun yet. */
  requestedAt: string | null
  missing: MissingQuestion | null
  /** The worker's last sign of life; null when there never was one. */
  workerSeenAt: string | null
  /** Why nothing can be recorded now, and so nothing is sent; null while the store takes writes. */
  unwritable: WriteFailure | null
}

/** A pass would bury so many certificates that a wrong key or endpoint is as likely: an admin decides. */
export type MissingQuestion = {
  passId: number
  count: number
  sample: { identifier: string; serialNumber: string; commonName: string }[]
  askedAt: string
  /** `open`: waits for a decision. `kept`: decided to keep; may still be buried. `burying`: ordered, under way. */
  state: 'open' | 'kept' | 'burying'
  decidedBy: string | null
  decidedAt: string | null
}
