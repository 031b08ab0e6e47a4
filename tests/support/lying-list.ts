import type { CertificateCloud, CloudCertificate, ReadFailure } from '#lib/cloud/server/port.ts'
import { err, ok } from '#lib/core/result.ts'
import { scriptedCloud } from './scripted-cloud.ts'

/** What can happen at one call of ListClientCertificate, before it is answered or to its answer. */
export type ListEvent =
  | { kind: 'honest' }
  /** The page before it again. */
  | { kind: 'repeat_page' }
  | { kind: 'wrong_total'; by: number }
  | { kind: 'empty_page' }
  /** Somebody deletes the certificate at this place, or issues one there, just before the answer. */
  | { kind: 'delete_before'; at: number }
  | { kind: 'issue_before'; at: number }
  /** Both at once: one at this place is deleted, and one is issued at the end. The total does not move. */
  | { kind: 'swap_before'; at: number }
  | { kind: 'fail'; failure: ReadFailure }

export type LyingList = CertificateCloud & {
  /** What really exists, in the order of the list. */
  truth: CloudCertificate[]
  /** Consumed one a call; honest when empty. */
  events: ListEvent[]
  readonly pageSizesAsked: number[]
  /** Of these DescribeClientCertificate has said NotFound. */
  readonly saidNotFound: Set<string>
  /** What existed as the walk began, by its last question about page 1 before any about another; and what is newer. */
  existedAtFirstPage: Set<string>
  issuedSince: Set<string>
  /** Page 1 is asked for a second time from here on. Cleared for a new pass. */
  hasLeftFirstPage: boolean
  describeFailure: ReadFailure | null
}

/** A vendor whose list lies and shifts while DescribeClientCertificate tells the truth. */
export function lyingList(options: {
  truth: CloudCertificate[]
  issue: () => CloudCertificate
  maxPageSize: number
  now: () => number
}): LyingList {
  const cloud: LyingList = {
    ...scriptedCloud([], options.now),
    truth: options.truth,
    events: [],
    pageSizesAsked: [],
    saidNotFound: new Set(),
    existedAtFirstPage: new Set(),
    issuedSince: new Set(),
    hasLeftFirstPage: false,
    describeFailure: null,
    listCertificates: async ({ page, pageSize: asked }) => {
      cloud.pageSizesAsked.push(asked)
      const event = cloud.events.shift() ?? { kind: 'honest' }
      if (event.kind === 'fail') return err(event.failure)
      change(cloud, event, () => {
        const issued = options.issue()
        cloud.issuedSince.add(issued.identifier)
        return issued
      })
      noteOpening(cloud, page)
      const pageSize = Math.min(asked, options.maxPageSize)
      const shown = event.kind === 'repeat_page' ? Math.max(1, page - 1) : page
      const items = event.kind === 'empty_page' ? [] : cloud.truth.slice((shown - 1) * pageSize, shown * pageSize)
      const total = Math.max(0, cloud.truth.length + (event.kind === 'wrong_total' ? event.by : 0))
      return ok({ items, page, pageSize, total, requestId: 'LIST' })
    },
    getCertificate: async (identifier) => {
      const readAt = options.now()
      if (cloud.describeFailure) return err(cloud.describeFailure)
      const value = cloud.truth.find((certificate) => certificate.identifier === identifier)
      if (value) return ok({ value, requestId: 'DESCRIBE', readAt, skewMs: 0 })
      cloud.saidNotFound.add(identifier)
      return err({ kind: 'not_found', message: 'not found', code: 'NotFound', requestId: `GONE-${identifier}` })
    },
  }
  return cloud
}

function noteOpening(cloud: LyingList, page: number): void {
  if (page > 1) cloud.hasLeftFirstPage = true
  if (cloud.hasLeftFirstPage) return
  cloud.existedAtFirstPage = new Set(cloud.truth.map(({ identifier }) => identifier))
  cloud.issuedSince.clear()
}

function change(cloud: LyingList, event: ListEvent, issue: () => CloudCertificate): void {
  if (event.kind === 'delete_before' && cloud.truth.length > 0) cloud.truth.splice(event.at % cloud.truth.length, 1)
  if (event.kind === 'swap_before' && cloud.truth.length > 0) {
    cloud.truth.splice(event.at % cloud.truth.length, 1)
    cloud.truth.push(issue())
  }
  if (event.kind === 'issue_before') cloud.truth.splice(event.at % (cloud.truth.length + 1), 0, issue())
}
