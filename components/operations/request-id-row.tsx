'use client'
import { useTranslations } from 'next-intl'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { IdentifierRow } from '#components/ui/document.tsx'
import { RequestId } from '#components/ui/identifier.tsx'
import { paths } from '#lib/core/paths.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'
import type { OperationState } from '#lib/operations/state.ts'

/** What the operator came for, as the largest text of the page. Where there is none, why. */
export function RequestIdRow({ operation, publicOrigin }: { operation: OperationDetail; publicOrigin: string }) {
  const t = useTranslations('receipt')
  const { id, requestId, state } = operation
  const missing = missingIn(state)
  const permalink = requestId === null ? paths.operation(id) : paths.request(requestId)
  return (
    <IdentifierRow
      label={t('requestId')}
      value={
        requestId === null ? (
          <span className="text-say text-ink-2">{t(`noRequestId.${missing}`)}</span>
        ) : (
          <RequestId value={requestId} look="large" />
        )
      }
    >
      {requestId === null ? null : <CopyButton value={requestId} label={t('copyRequestId')} />}
      <CopyButton value={`${publicOrigin}${permalink}`} label={t('copyPermalink')} icon="link" />
    </IdentifierRow>
  )
}

function missingIn(state: OperationState): 'unsent' | 'waiting' | 'later' | 'none' {
  if (state === 'not_sent' || state === 'cancelled') return 'unsent'
  if (state === 'scheduled') return 'later'
  return state === 'pending' ? 'waiting' : 'none'
}
