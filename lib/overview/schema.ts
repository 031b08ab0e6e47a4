import type { AlarmList } from '#lib/alarms/alarm.ts'
import type { CertificateItem, CertificateType } from '#lib/certificates/schema.ts'
import type { StatusFilter } from '#lib/certificates/status.ts'
import type { OperationPage, OperationSummary } from '#lib/operations/operation.ts'
import type { SyncStatus } from '#lib/sync/schema.ts'

/** The first page: what there is, what ends when, what happened last, and what waits for a person. */
export type Overview = {
  counts: OverviewCounts
  sync: SyncStatus
  /** Valid certificates that end within 30 days, the next one first. */
  expiring: CertificateItem[]
  /** Outcomes that nobody knows and scheduled writes that came to nothing, those that ask for a person first. */
  needsHuman: Pick<OperationPage, 'items' | 'total' | 'totalIsLowerBound'>
  alarms: AlarmList
  recent: OperationSummary[]
}

/** Times are epoch ms. Each list of counts holds one number a week, the first week begins at `from`, Monday 00:00 UTC. */
export type OverviewCounts = {
  countedAt: number
  status: Record<StatusFilter, Record<CertificateType, number>>
  /** Valid and expired certificates by the week of their notAfter. */
  ends: {
    from: number
    /** Those with most of them, most first. */
    authorities: (CountedAuthority & { counts: number[] })[]
    /** All further CAs together; null where there are none. */
    others: { identifiers: string[]; counts: number[] } | null
    /** Valid ones that end after those weeks. */
    later: number
  }
  /** Of every certificate that was ever seen here, by the week of its notBefore. */
  issued: { from: number; counts: number[] }
  /** `here`: asked for here. `untimed`: revoked certificates of which nobody has told when that was. */
  revoked: { from: number; here: number[]; elsewhere: number[]; untimed: number }
}

/** `name` is null while the CA has not been read. */
export type CountedAuthority = { identifier: string; name: string | null }
