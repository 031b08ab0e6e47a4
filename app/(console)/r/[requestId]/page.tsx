import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { redirect } from 'next/navigation'
import { ReceiptCrumbs } from '#components/operations/receipt-crumbs.tsx'
import { ReceiptFrame } from '#components/operations/receipt-frame.tsx'
import { Receipt } from '#components/operations/receipt.tsx'
import { RequestFailure } from '#components/operations/request-failure.tsx'
import { Story } from '#components/operations/story.tsx'
import { currentActor } from '#lib/auth/server/current-actor.ts'
import { decodeSegment, paths } from '#lib/core/paths.ts'
import { makeQueryClient } from '#lib/http/query-client.ts'
import { contextFor } from '#lib/http/server/context.ts'
import { runtime } from '#lib/http/server/runtime.ts'
import { operationOptions } from '#lib/operations/queries.ts'
import { getRequest } from '#lib/operations/server/get.ts'

type Props = { params: Promise<{ requestId: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations('operations.request')
  return { title: `${t('title')} ${decodeSegment((await params).requestId) ?? ''}` }
}

/** Everything about one RequestId of the vendor. They are upper case; a copy in lower case finds its way. */
export default async function RequestPage({ params }: Props) {
  const requestId = decodeSegment((await params).requestId) ?? ''
  const actor = await currentActor()
  const role = actor.kind === 'user' ? actor.role : null
  const ctx = await contextFor(actor)
  const found = await getRequest(ctx, { requestId })
  if (!found.ok && found.error.code === 'not_found' && requestId !== requestId.toUpperCase()) {
    redirect(paths.request(requestId.toUpperCase()))
  }
  if (!found.ok || role === null) {
    return <RequestFailure error={found.ok ? null : found.error} role={role} requestId={requestId} />
  }
  const client = makeQueryClient()
  for (const one of found.value.operations) client.setQueryData(operationOptions(one.id).queryKey, one)
  const { config } = await runtime()
  const shared = { role, publicOrigin: config.web.publicOrigin, renderedAt: ctx.clock.now() }
  return (
    <ReceiptFrame client={client}>
      {found.value.operations.map(({ id, kind }) => (
        <Receipt
          key={id}
          id={id}
          {...shared}
          above={<ReceiptCrumbs kind={kind} name={null} />}
          below={<Story id={id} />}
        />
      ))}
    </ReceiptFrame>
  )
}
