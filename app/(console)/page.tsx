import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { cookies } from 'next/headers'
import { Attention } from '#components/overview/attention.tsx'
import { ExpiringSoon } from '#components/overview/expiring-soon.tsx'
import { ExpiryTimeline } from '#components/overview/expiry-timeline.tsx'
import { OverviewHead } from '#components/overview/overview-head.tsx'
import { RecentOperations } from '#components/overview/recent-operations.tsx'
import { StatusCounts } from '#components/overview/status-counts.tsx'
import { timelineCookie, timelineViewOf } from '#components/overview/timeline-view.ts'
import { WeekRates } from '#components/overview/week-rates.tsx'
import { ClientMessages } from '#components/shell/client-messages.tsx'
import { AccessRefusal } from '#components/shell/states/access-refusal.tsx'
import { can } from '#lib/auth/roles.ts'
import { currentActor } from '#lib/auth/server/current-actor.ts'
import { mirrorIn, mirrorOptions } from '#lib/certificates/queries.ts'
import { paths } from '#lib/core/paths.ts'
import { makeQueryClient } from '#lib/http/query-client.ts'
import { contextFor } from '#lib/http/server/context.ts'
import { getOverview } from '#lib/overview/server/get.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('overview'))('title') }
}

/** What there is, what ends soon, what happened last; and before all of it what waits for a person. */
export default async function OverviewPage() {
  const actor = await currentActor()
  const ctx = await contextFor(actor)
  // Before anything is read: an answer is never dated later than what it shows.
  const now = ctx.clock.now()
  const overview = await getOverview(ctx, {})
  const role = actor.kind === 'user' ? actor.role : null
  if (!overview.ok) return <AccessRefusal error={overview.error} role={role} here={paths.overview} />
  const { counts, expiring, recent, sync } = overview.value
  const { client, server } = counts.status.expiring
  const view = timelineViewOf((await cookies()).get(timelineCookie)?.value)
  const queries = makeQueryClient()
  queries.setQueryData(mirrorOptions().queryKey, mirrorIn({ sync, answeredAt: new Date(now).toISOString() }))
  return (
    <ClientMessages namespaces={['overview', 'alarms', 'operations', 'certificates', 'states', 'sync', 'vendor']}>
      <HydrationBoundary state={dehydrate(queries)}>
        <OverviewHead renderedAt={now} />
      </HydrationBoundary>
      <div className="flex-1 border-t border-line side:grid side:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="border-line bg-form side:order-last side:border-l">
          <Attention
            overview={overview.value}
            mayDecide={role !== null && can(role, 'sync.bury')}
            mayAcknowledge={role !== null && can(role, 'operation.settle')}
          />
        </div>
        <div className="min-w-0">
          <StatusCounts counts={counts} renderedAt={now} />
          <ExpiryTimeline counts={counts} view={view} />
          <WeekRates counts={counts} />
          <ExpiringSoon items={expiring} total={client + server} now={now} />
          <RecentOperations operations={recent} renderedAt={now} />
        </div>
      </div>
    </ClientMessages>
  )
}
