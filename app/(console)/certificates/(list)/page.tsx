import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { countingFilter, filterIn } from '#components/certificates/list/address.ts'
import { ListScreen } from '#components/certificates/list/list-screen.tsx'
import { UnreadableAddress } from '#components/certificates/list/unreadable-address.tsx'
import { listNamespaces } from '#components/certificates/namespaces.ts'
import { certificateRights } from '#components/certificates/rights.ts'
import { ClientMessages } from '#components/shell/client-messages.tsx'
import { AccessRefusal } from '#components/shell/states/access-refusal.tsx'
import { can } from '#lib/auth/roles.ts'
import { currentActor } from '#lib/auth/server/current-actor.ts'
import { certificateFilterOf } from '#lib/certificates/filter.ts'
import { certificateListOptions, mirrorIn, mirrorOptions } from '#lib/certificates/queries.ts'
import { listCertificates } from '#lib/certificates/server/list.ts'
import { within } from '#lib/certificates/server/within.ts'
import { paths } from '#lib/core/paths.ts'
import { makeQueryClient } from '#lib/http/query-client.ts'
import { searchParamsOf, type PageSearchParams } from '#lib/http/search-input.ts'
import { contextFor } from '#lib/http/server/context.ts'
import { viewsOptions } from '#lib/views/queries.ts'
import { listViews } from '#lib/views/server/list.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('certificates'))('title') }
}

/** Rows wait no longer for their counts: among very many certificates these take seconds, and the browser asks for them. */
const COUNTS_WITHIN_MS = 100

/** The inventory, from the mirror: rows and the mirror's state are in the first answer, under the keys of the browser. */
export default async function CertificatesPage({ searchParams }: { searchParams: PageSearchParams }) {
  const params = searchParamsOf(await searchParams)
  const filter = filterIn(params)
  const actor = await currentActor()
  const ctx = await contextFor(actor)
  const role = actor.kind === 'user' ? actor.role : null
  // The address itself, unchecked: a word that the list does not know is named, not passed over.
  const reading = listCertificates(ctx, { ...certificateFilterOf(params), sync: true })
  // Whoever may not read is refused once, and that is one record.
  const mayRead = actor.kind === 'user' && !actor.mustChangePassword && can(actor.role, 'inventory.read')
  const counting = mayRead ? listCertificates(ctx, countingFilter(filter)).catch(() => null) : null
  const viewing = mayRead ? listViews(ctx, {}) : null
  const [list, views] = await Promise.all([reading, viewing])
  if (!list.ok && list.error.code === 'invalid_input') {
    const [field = ''] = (list.error.issues[0]?.path ?? '').split('.')
    return <UnreadableAddress filter={filter} params={params} field={field} />
  }
  if (!list.ok) return <AccessRefusal error={list.error} role={role} here={`${paths.certificates}?${params}`} />
  const counted = await within(ctx, COUNTS_WITHIN_MS, Promise.resolve(counting), null)
  const { sync, ...rows } = list.value
  const client = makeQueryClient()
  client.setQueryData(certificateListOptions(filter).queryKey, rows)
  client.setQueryData(mirrorOptions().queryKey, mirrorIn({ sync, answeredAt: rows.answeredAt }))
  if (counted?.ok === true) client.setQueryData(certificateListOptions(countingFilter(filter)).queryKey, counted.value)
  if (views?.ok === true) client.setQueryData(viewsOptions().queryKey, views.value)
  return (
    <ClientMessages namespaces={listNamespaces}>
      <HydrationBoundary state={dehydrate(client)}>
        <ListScreen rights={certificateRights(role)} renderedAt={ctx.clock.now()} />
      </HydrationBoundary>
    </ClientMessages>
  )
}
