import { sumOf } from '#lib/overview/timeline.ts'
import type { OverviewCounts } from '#lib/overview/schema.ts'
import { EmptyAccount } from './empty-account.tsx'
import { ExpiryTimeline } from './expiry-timeline.tsx'
import { StatusCounts } from './status-counts.tsx'
import type { TimelineView } from './timeline-view.ts'
import { WeekRates } from './week-rates.tsx'

/** What there is, in numbers, and when it ends, was issued and was revoked. */
export function InventoryFigures({
  counts,
  asOf,
  view,
  renderedAt,
}: {
  counts: OverviewCounts
  /** The end of the last full pass over the list; null before one. */
  asOf: string | null
  view: TimelineView
  renderedAt: number
}) {
  const total = sumOf(Object.values(counts.status).flatMap(({ client, server }) => [client, server]))
  if (total === 0) return <EmptyAccount asOf={asOf} renderedAt={renderedAt} />
  return (
    <>
      <StatusCounts counts={counts} renderedAt={renderedAt} />
      <ExpiryTimeline counts={counts} view={view} />
      <WeekRates counts={counts} />
    </>
  )
}
