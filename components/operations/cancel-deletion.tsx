'use client'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { cancelDeletionAction } from '#lib/operations/actions.ts'
import { ActFailureNotice } from './act-failure-notice.tsx'
import { useOperationAct } from './use-operation-act.ts'

/**
 * **Cancel deletion**, at once: it keeps the certificate, sends nothing, and the deletion can be scheduled anew, so
 * nothing is asked back. Stays mounted when the operation is no longer scheduled: whoever came too late is told so.
 */
export function CancelDeletion({
  operationId,
  isScheduled,
  mayCancel,
  onCancelled,
}: {
  operationId: string
  isScheduled: boolean
  mayCancel: boolean
  onCancelled: () => void
}) {
  const t = useTranslations('receipt.cancel')
  const { failure, isRunning, run } = useOperationAct(cancelDeletionAction, operationId, onCancelled)
  if (!isScheduled && failure === null) return null
  return (
    <div className="mt-4 grid gap-3">
      {isScheduled ? (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Button
            icon="close"
            busy={isRunning ? t('running') : undefined}
            unavailable={mayCancel ? undefined : t('off')}
            onClick={run}
          >
            {t('press')}
          </Button>
          <span className="text-small text-ink-2">{mayCancel ? t('text') : t('off')}</span>
        </div>
      ) : null}
      {failure === null ? null : <ActFailureNotice failure={failure} />}
    </div>
  )
}
