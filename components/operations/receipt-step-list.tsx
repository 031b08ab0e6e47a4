'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Steps } from '#components/ui/steps.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { formatCount } from '#lib/core/format.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'
import { CauseWord } from './cause-word.tsx'
import { PublicationNote } from './publication-note.tsx'
import { NextReading } from './next-reading.tsx'
import { receiptSteps, type ReceiptStep } from './receipt-steps.ts'
import { ShortInstant } from './short-instant.tsx'

/** The steps in words, each with its time and one remark. */
export function ReceiptStepList({ operation, renderedAt }: { operation: OperationDetail; renderedAt: number }) {
  const t = useTranslations('receipt.step')
  const steps = receiptSteps(operation).map((step) => ({
    key: step.key,
    state: step.state,
    title: t(`title.${step.key}`, { kind: operation.kind }),
    detail: (
      <>
        {step.at === null ? null : (
          <>
            <ShortInstant at={step.at} renderedAt={renderedAt} precise />
            <br />
          </>
        )}
        <StepNote step={step} operation={operation} renderedAt={renderedAt} />
      </>
    ),
  }))
  return <Steps steps={steps} label={t('label')} />
}

function StepNote({
  step,
  operation,
  renderedAt,
}: {
  step: ReceiptStep
  operation: OperationDetail
  renderedAt: number
}): ReactNode {
  const t = useTranslations('receipt.step.note')
  const { auditSequences, httpStatus, cloudCode, cause, deadlineAt, vendorRevokeTime, causeProven } = operation
  const until = (at: string) => t.rich('until', { at: () => <ShortInstant at={at} renderedAt={renderedAt} /> })
  switch (step.key) {
    case 'recorded':
    case 'scheduled':
      return auditSequences[0] === undefined ? null : t('audit', { sequence: formatCount(auditSequences[0]) })
    case 'sending':
      return until(deadlineAt)
    case 'sent':
      return t('oneCall')
    case 'interrupted':
      return t('maybeSent')
    case 'accepted':
      return httpStatus === null ? null : t('http', { status: httpStatus })
    case 'status':
      return vendorRevokeTime === null
        ? null
        : t.rich('since', { at: () => <ShortInstant at={vendorRevokeTime} renderedAt={renderedAt} /> })
    case 'no_answer':
    case 'unclear_answer':
    case 'not_sent':
      return <CauseWord cause={cause} />
    case 'reading_back':
      return <Countdown at={operation.nextReadAt} renderedAt={renderedAt} />
    case 'asking':
      return t('asking')
    case 'found':
      return operation.kind === 'delete' ? null : t(causeProven ? 'proven' : 'unproven')
    case 'unchanged':
      return t('agree')
    case 'refused':
      return cloudCode === null ? <CauseWord cause={cause} /> : <UntrustedText text={cloudCode} />
    case 'waiting':
      return <DueIn at={operation.dueAt} renderedAt={renderedAt} />
    case 'moot':
      return <CauseWord cause={cause} />
    case 'cancelled':
    case 'by_hand':
      return operation.settledByPerson === null ? null : <UntrustedText text={operation.settledByPerson} />
    case 'publication_awaited':
      return <Countdown at={operation.publication?.nextCheckAt ?? null} renderedAt={renderedAt} />
    case 'published':
    case 'publication_overdue':
    case 'still_listed':
    case 'vanished':
      return operation.publication === null ? null : (
        <PublicationNote step={step.key} publication={operation.publication} renderedAt={renderedAt} />
      )
    case 'status_awaited':
    case 'crl_watched':
      return null
  }
}

/** How long a scheduled one has to wait. */
function DueIn({ at, renderedAt }: { at: string | null; renderedAt: number }) {
  const t = useTranslations('receipt.step.note')
  return (
    <NextReading
      at={at}
      renderedAt={renderedAt}
      told={(countdown) => t.rich('dueIn', { next: () => countdown })}
      due={t('overdue')}
    />
  )
}

/** The next reading of an open operation. */
export function Countdown({ at, renderedAt }: { at: string | null; renderedAt: number }) {
  const t = useTranslations('receipt.reading')
  return (
    <NextReading
      at={at}
      renderedAt={renderedAt}
      told={(countdown) => t.rich('next', { next: () => countdown })}
      due={t('nextNow')}
    />
  )
}
