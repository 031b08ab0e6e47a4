import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { AlarmList } from '#components/alarms/alarm-list.tsx'
import { nextScheduled, openOperations } from '#components/operations/list-filters.ts'
import { OpenOperations } from '#components/operations/open-operations.tsx'
import { OperationChips } from '#components/operations/operation-chips.tsx'
import { OperationFilterBar } from '#components/operations/operation-filter-bar.tsx'
import { OperationListFailure } from '#components/operations/operation-list-failure.tsx'
import { OperationLog } from '#components/operations/operation-log.tsx'
import { NoOperations } from '#components/operations/no-operations.tsx'
import { ClientMessages } from '#components/shell/client-messages.tsx'
import { MissingQuestion } from '#components/sync/missing-question.tsx'
import { PageHead } from '#components/ui/page-head.tsx'
import { listAlarms } from '#lib/alarms/server/list.ts'
import { can } from '#lib/auth/roles.ts'
import { currentActor } from '#lib/auth/server/current-actor.ts'
import { makeQueryClient } from '#lib/http/query-client.ts'
import { contextFor } from '#lib/http/server/context.ts'
import { searchParamsOf, type PageSearchParams } from '#lib/http/search-input.ts'
import { operationFilterOf } from '#lib/operations/filter.ts'
import { operationListOptions } from '#lib/operations/queries.ts'
import { listOperations } from '#lib/operations/server/list.ts'
import { mostHelpfulRemoval } from '#lib/operations/server/removal.ts'
import { getSync } from '#lib/sync/server/get.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('operations'))('title') }
}

/** Every write: what is open first, then the log. The whole state of the page is its address. */
export default async function OperationsPage({ searchParams }: { searchParams: PageSearchParams }) {
  const t = await getTranslations('operations')
  const filter = operationFilterOf(searchParamsOf(await searchParams))
  if (filter === null) return <OperationListFailure error={{ code: 'unknown_condition' }} role={null} />
  const actor = await currentActor()
  const ctx = await contextFor(actor)
  const [open, scheduled, log, alarms, sync] = await Promise.all([
    listOperations(ctx, openOperations),
    listOperations(ctx, nextScheduled),
    listOperations(ctx, filter),
    listAlarms(ctx, {}),
    getSync(ctx, {}),
  ])
  const role = actor.kind === 'user' ? actor.role : null
  if (!log.ok) return <OperationListFailure error={log.error} role={role} />
  const client = makeQueryClient()
  client.setQueryData(operationListOptions(filter).queryKey, log.value)
  if (open.ok) client.setQueryData(operationListOptions(openOperations).queryKey, open.value)
  if (scheduled.ok) client.setQueryData(operationListOptions(nextScheduled).queryKey, scheduled.value)
  const removal = log.value.items.length === 0 ? await mostHelpfulRemoval(ctx, filter) : null
  const renderedAt = ctx.clock.now()
  const missing = sync.ok ? sync.value.missing : null
  return (
    <ClientMessages namespaces={['operations', 'alarms', 'states', 'sync']}>
      <HydrationBoundary state={dehydrate(client)}>
        <PageHead title={t('title')} />
        {missing === null ? null : (
          <div className="px-5 pb-4 empty:hidden max-rail:px-4">
            <MissingQuestion question={missing} mayDecide={role !== null && can(role, 'sync.bury')} />
          </div>
        )}
        {alarms.ok ? (
          <div className="px-5 pb-4 empty:hidden max-rail:px-4">
            <AlarmList alarms={alarms.value} mayAcknowledge={role !== null && can(role, 'operation.settle')} />
          </div>
        ) : null}
        <OpenOperations renderedAt={renderedAt} />
        <OperationFilterBar filter={filter} />
        <OperationChips filter={filter} clearable={log.value.items.length > 0} />
        <OperationLog
          filter={filter}
          renderedAt={renderedAt}
          whenEmpty={<NoOperations filter={filter} removal={removal} />}
        />
      </HydrationBoundary>
    </ClientMessages>
  )
}
