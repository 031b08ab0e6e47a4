import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { cookies } from 'next/headers'
import { Suspense } from 'react'
import { OverviewScreen } from '#components/overview/overview-screen.tsx'
import { OverviewSkeleton } from '#components/overview/overview-skeleton.tsx'
import { timelineCookie, timelineViewOf } from '#components/overview/timeline-view.ts'
import { AccessRefusal } from '#components/shell/states/access-refusal.tsx'
import { currentActor } from '#lib/auth/server/current-actor.ts'
import { paths } from '#lib/core/paths.ts'
import { contextFor } from '#lib/http/server/context.ts'
import { getOverview } from '#lib/overview/server/get.ts'
import type { VerbContext } from '#lib/service/server/context.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('overview'))('title') }
}

export default async function OverviewPage() {
  const ctx = await contextFor(await currentActor())
  return (
    // A loading.tsx here would stand for every page of the console that has none.
    <Suspense fallback={<OverviewSkeleton />}>
      <Overview ctx={ctx} />
    </Suspense>
  )
}

async function Overview({ ctx }: { ctx: VerbContext }) {
  // Before anything is read: an answer is never dated later than what it shows.
  const now = ctx.clock.now()
  const overview = await getOverview(ctx, {})
  const role = ctx.actor.kind === 'user' ? ctx.actor.role : null
  if (!overview.ok) return <AccessRefusal error={overview.error} role={role} here={paths.overview} />
  const view = timelineViewOf((await cookies()).get(timelineCookie)?.value)
  return <OverviewScreen overview={overview.value} role={role} view={view} renderedAt={now} />
}
