import type { AlarmList } from '#lib/alarms/alarm.ts'
import type { CertificateFacets, CertificateItem } from '#lib/certificates/schema.ts'
import type { OperationPage, OperationSummary } from '#lib/operations/operation.ts'
import type { SyncStatus } from '#lib/sync/schema.ts'

/** The first page: what there is, what ends soon, what happened last, and what waits for a person. */
export type Overview = {
  counts: CertificateFacets['status']
  sync: SyncStatus
  /** Valid certificates that end within 30 days, the next one first. */
  expiring: CertificateItem[]
  /** Outcomes that nobody knows and scheduled writes that came to nothing, those that ask for a person first. */
  needsHuman: Pick<OperationPage, 'items' | 'total' | 'totalIsLowerBound'>
  alarms: AlarmList
  recent: OperationSummary[]
}
