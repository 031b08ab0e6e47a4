'use client'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { CancelDeletion } from '#components/operations/cancel-deletion.tsx'
import { CauseWord } from '#components/operations/cause-word.tsx'
import { ReasonName } from '#components/operations/reason-words.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import { paths } from '#lib/core/paths.ts'
import type { OperationSummary } from '#lib/operations/operation.ts'
import { isUnattended } from '#lib/operations/state.ts'

/** That its deletion is scheduled, or was and came to nothing; with the way to cancel it. */
export function ScheduledDeletion({
  certificate: { operations },
  mayCancel,
}: {
  certificate: CertificateDetail
  mayCancel: boolean
}) {
  const scheduled = operations.find(({ state }) => state === 'scheduled')
  const failed = operations.find((operation) => isUnattended(operation))
  const [held, setHeld] = useState<OperationSummary | null>(null)
  // What was cancelled here is told here, although the page has read by now that it is no longer scheduled.
  const shown = scheduled ?? held
  return (
    <>
      {failed === undefined ? null : <Failed operation={failed} />}
      {shown === null ? null : (
        <Scheduled
          key={shown.id}
          operation={shown}
          isScheduled={scheduled?.id === shown.id}
          mayCancel={mayCancel}
          onCancelled={() => setHeld(shown)}
        />
      )}
    </>
  )
}

function Scheduled({
  operation,
  isScheduled,
  mayCancel,
  onCancelled,
}: {
  operation: OperationSummary
  isScheduled: boolean
  mayCancel: boolean
  onCancelled: () => void
}) {
  const t = useTranslations('certificate.scheduled')
  const title = useRef<HTMLSpanElement>(null)
  const [isCancelled, setCancelled] = useState(false)
  useEffect(() => {
    if (isCancelled) title.current?.focus()
  }, [isCancelled])
  const { id, dueAt, requestedBy, reason } = operation
  return (
    <div className="mt-4">
      <Notice
        tone="plain"
        icon="clock"
        live="status"
        title={
          <span ref={title} tabIndex={-1}>
            {isCancelled ? t('cancelled') : t.rich('title', { due: () => <Instant at={dueAt} precision="minute" /> })}
          </span>
        }
      >
        <p>
          {isCancelled
            ? t('kept')
            : t.rich('by', {
                name: () => <UntrustedText text={requestedBy} />,
                reason: () => <ReasonName reason={reason} />,
              })}{' '}
          <TextLink href={paths.operation(id)}>{t('link')}</TextLink>
        </p>
        <CancelDeletion
          operationId={id}
          isScheduled={isScheduled && !isCancelled}
          mayCancel={mayCancel}
          onCancelled={() => {
            onCancelled()
            setCancelled(true)
          }}
        />
      </Notice>
    </div>
  )
}

function Failed({ operation: { id, dueAt, cause, cloudCode } }: { operation: OperationSummary }) {
  const t = useTranslations('certificate.scheduled')
  return (
    <div className="mt-4">
      <Notice title={t.rich('failed', { due: () => <Instant at={dueAt} precision="day" /> })}>
        <p>
          {cloudCode === null ? <CauseWord cause={cause} /> : <UntrustedText text={cloudCode} />}.{' '}
          <TextLink href={paths.operation(id)}>{t('link')}</TextLink>
        </p>
      </Notice>
    </div>
  )
}
