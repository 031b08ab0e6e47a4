'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, type ReactNode } from 'react'
import { StaleNotice } from '#components/shell/states/stale-notice.tsx'
import { DocumentPage } from '#components/ui/document.tsx'
import { can, type Role } from '#lib/auth/roles.ts'
import { operationOptions } from '#lib/operations/queries.ts'
import { takeArrival } from './arrival.ts'
import { AskHuman } from './ask-human.tsx'
import { CancelDeletion } from './cancel-deletion.tsx'
import { ExchangeSection } from './exchange-section.tsx'
import { Headline, StatusLine } from './headline.tsx'
import { NotCarriedOut } from './not-carried-out.tsx'
import { ReadingsSection } from './readings-section.tsx'
import { ReceiptEnd } from './receipt-end.tsx'
import { receiptLabel } from './receipt-label.ts'
import { ReceiptSide } from './receipt-side.tsx'
import { ReceiptStepList } from './receipt-step-list.tsx'
import { RequestIdRow } from './request-id-row.tsx'
import { TrustedStill } from './trusted-still.tsx'
import { WhatWasDone } from './what-was-done.tsx'

/**
 * What is known of one operation, as a region of its own: *Revocation receipt*, *Deletion receipt* or *Deletion
 * scheduled*. It follows the operation for as long as that can change. The page has read it already; without that nothing is shown.
 */
export function Receipt({
  id,
  role,
  publicOrigin,
  renderedAt,
  above,
  below,
}: {
  id: string
  role: Role
  /** Origin of permalinks. */
  publicOrigin: string
  /** The server's now, epoch ms. */
  renderedAt: number
  /** Over the heading: where this lies. */
  above?: ReactNode
  /** Under the RequestId: its story. */
  below?: ReactNode
}) {
  const t = useTranslations('receipt')
  const { data: operation, error } = useQuery(operationOptions(id))
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (takeArrival(id)) heading.current?.focus()
  }, [id])
  if (operation === undefined) return null
  const shared = { operation, role, renderedAt }
  return (
    <section aria-labelledby={`receipt-${id}`} className="flex flex-1 flex-col">
      <DocumentPage side={<ReceiptSide {...shared} />}>
        {above}
        <p id={`receipt-${id}`} className="text-small text-ink-3">
          {t(`label.${receiptLabel(operation)}`)}
        </p>
        <div role="status">
          <h1 ref={heading} tabIndex={-1} className="mt-0.5 text-headline text-pretty">
            <Headline operation={operation} renderedAt={renderedAt} />
          </h1>
          <StatusLine operation={operation} renderedAt={renderedAt} />
        </div>
        {error === null ? null : (
          <div className="mt-4">
            <StaleNotice error={error} answeredAt={operation.answeredAt} renderedAt={renderedAt} />
          </div>
        )}
        <TrustedStill operation={operation} />
        <AskHuman operation={operation} role={role} heading={heading} />
        <NotCarriedOut operation={operation} role={role} heading={heading} />
        <CancelDeletion
          operationId={id}
          isScheduled={operation.state === 'scheduled'}
          mayCancel={can(role, 'certificate.delete')}
          onCancelled={() => heading.current?.focus()}
        />
        <RequestIdRow operation={operation} publicOrigin={publicOrigin} />
        {below}
        <ReceiptStepList operation={operation} renderedAt={renderedAt} />
        <WhatWasDone operation={operation} renderedAt={renderedAt} />
        <ReadingsSection operation={operation} renderedAt={renderedAt} />
        {operation.exchange === null ? null : <ExchangeSection operation={operation} exchange={operation.exchange} />}
        <ReceiptEnd {...shared} />
      </DocumentPage>
    </section>
  )
}
