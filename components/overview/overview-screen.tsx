import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import { ClientMessages } from '#components/shell/client-messages.tsx'
import { can, type Role } from '#lib/auth/roles.ts'
import { mirrorIn, mirrorOptions } from '#lib/certificates/queries.ts'
import { makeQueryClient } from '#lib/http/query-client.ts'
import type { Overview } from '#lib/overview/schema.ts'
import { Attention } from './attention.tsx'
import { ExpiringSoon } from './expiring-soon.tsx'
import { InventoryFigures } from './inventory-figures.tsx'
import { OverviewHead } from './overview-head.tsx'
import { OverviewRegions } from './overview-regions.tsx'
import { RecentOperations } from './recent-operations.tsx'
import type { TimelineView } from './timeline-view.ts'

/** What there is, what ends when, what happened last; and before all of it what waits for a person. */
export function OverviewScreen({
  overview,
  role,
  view,
  renderedAt,
}: {
  overview: Overview
  role: Role | null
  view: TimelineView
  renderedAt: number
}) {
  const { counts, expiring, recent, sync } = overview
  const { client, server } = counts.status.expiring
  const queries = makeQueryClient()
  queries.setQueryData(mirrorOptions().queryKey, mirrorIn({ sync, answeredAt: new Date(renderedAt).toISOString() }))
  return (
    <ClientMessages namespaces={['overview', 'alarms', 'operations', 'certificates', 'states', 'sync', 'vendor']}>
      <HydrationBoundary state={dehydrate(queries)}>
        <OverviewHead renderedAt={renderedAt} />
      </HydrationBoundary>
      <OverviewRegions
        aside={
          <Attention
            overview={overview}
            mayDecide={role !== null && can(role, 'sync.bury')}
            mayAcknowledge={role !== null && can(role, 'operation.settle')}
          />
        }
      >
        <InventoryFigures counts={counts} asOf={sync.asOf} view={view} renderedAt={renderedAt} />
        <ExpiringSoon items={expiring} total={client + server} now={renderedAt} />
        <RecentOperations operations={recent} renderedAt={renderedAt} />
      </OverviewRegions>
    </ClientMessages>
  )
}
