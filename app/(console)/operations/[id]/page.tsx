import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { cache } from 'react'
import { nameOf } from '#components/certificates/name-of.ts'
import { deletionsOf } from '#components/operations/list-filters.ts'
import { OperationFailure } from '#components/operations/operation-failure.tsx'
import { ReceiptCrumbs } from '#components/operations/receipt-crumbs.tsx'
import { receiptLabel } from '#components/operations/receipt-label.ts'
import { ReceiptFrame } from '#components/operations/receipt-frame.tsx'
import { Receipt } from '#components/operations/receipt.tsx'
import { currentActor } from '#lib/auth/server/current-actor.ts'
import { decodeSegment } from '#lib/core/paths.ts'
import { makeQueryClient } from '#lib/http/query-client.ts'
import { contextFor } from '#lib/http/server/context.ts'
import { runtime } from '#lib/http/server/runtime.ts'
import { operationListOptions, operationOptions } from '#lib/operations/queries.ts'
import { getOperation } from '#lib/operations/server/get.ts'
import { listOperations } from '#lib/operations/server/list.ts'

type Props = { params: Promise<{ id: string }> }

const read = cache(async (segment: string) => {
  const actor = await currentActor()
  const ctx = await contextFor(actor)
  const found = await getOperation(ctx, { id: decodeSegment(segment) })
  return { ctx, found, role: actor.kind === 'user' ? actor.role : null }
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { found } = await read((await params).id)
  const t = await getTranslations('receipt.label')
  return found.ok ? { title: t(receiptLabel(found.value)) } : {}
}

/** The receipt of one write. */
export default async function OperationPage({ params }: Props) {
  const { id } = await params
  const { ctx, found, role } = await read(id)
  if (!found.ok || role === null) return <OperationFailure error={found.ok ? null : found.error} role={role} id={id} />
  const operation = found.value
  const client = makeQueryClient()
  client.setQueryData(operationOptions(operation.id).queryKey, operation)
  const deletions = await listOperations(ctx, deletionsOf(operation.identifier))
  if (deletions.ok)
    client.setQueryData(operationListOptions(deletionsOf(operation.identifier)).queryKey, deletions.value)
  const { config } = await runtime()
  return (
    <ReceiptFrame client={client}>
      <Receipt
        id={operation.id}
        role={role}
        publicOrigin={config.web.publicOrigin}
        renderedAt={ctx.clock.now()}
        above={<ReceiptCrumbs kind={operation.kind} name={nameOf(operation.certificate)} />}
      />
    </ReceiptFrame>
  )
}
