'use client'
import { useTranslations } from 'next-intl'
import type { RefObject } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { can, type Role } from '#lib/auth/roles.ts'
import { acknowledgeOperationAction } from '#lib/operations/actions.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'
import { isUnattended } from '#lib/operations/state.ts'
import { ActFailureNotice } from './act-failure-notice.tsx'
import { useOperationAct } from './use-operation-act.ts'

const explained = [
  'requester_disabled',
  'requester_not_permitted',
  'not_revoked',
  'changed',
  'not_expired',
  'given_up',
] as const

/** A scheduled operation that came to nothing while nobody was there: why, what can be done, and the word that it is seen. */
export function NotCarriedOut({
  operation,
  role,
  heading,
}: {
  operation: OperationDetail
  role: Role
  heading: RefObject<HTMLElement | null>
}) {
  const t = useTranslations('receipt.notCarriedOut')
  const { failure, isRunning, run } = useOperationAct(acknowledgeOperationAction, operation.id, () =>
    heading.current?.focus(),
  )
  const isWaiting = isUnattended(operation)
  const mayAcknowledge = can(role, 'operation.settle')
  if (!isWaiting && failure === null) return null
  const why = explained.find((cause) => cause === operation.cause) ?? 'other'
  return (
    <div className="mt-4 grid gap-3">
      {isWaiting ? (
        <Notice title={t('title')}>
          <p className="mb-2.5">{t(`text.${why}`)}</p>
          <Button
            busy={isRunning ? t('running') : undefined}
            unavailable={mayAcknowledge ? undefined : t('off')}
            onClick={run}
          >
            {t('press')}
          </Button>
          {mayAcknowledge ? null : <p className="mt-1.5 text-small">{t('off')}</p>}
        </Notice>
      ) : null}
      {failure === null ? null : <ActFailureNotice failure={failure} />}
    </div>
  )
}
