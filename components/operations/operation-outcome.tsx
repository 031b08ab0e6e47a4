'use client'
import { useTranslations } from 'next-intl'
import { PublishedMark } from '#components/evidence/published-mark.tsx'
import { StatusMark } from '#components/ui/status-mark.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { OperationSummary } from '#lib/operations/operation.ts'

/** The outcome as shape, word and colour. "Accepted" is the vendor's answer; "Revoked" is what was found or told. */
export function OperationOutcome({
  operation: { kind, state, settledBy, cloudCode, crlEvidence },
}: {
  operation: Pick<OperationSummary, 'kind' | 'state' | 'settledBy' | 'cloudCode' | 'crlEvidence'>
}) {
  const t = useTranslations('operations.state')
  switch (state) {
    case 'succeeded':
      if (kind === 'delete') return <StatusMark mark="deleted">{t('succeeded.delete')}</StatusMark>
      if (crlEvidence !== null) return <PublishedMark evidence={crlEvidence} />
      return settledBy === 'answer' ? (
        <StatusMark mark="accepted">{t('succeeded.revokeAccepted')}</StatusMark>
      ) : (
        <StatusMark mark="revoked">{t('succeeded.revoke')}</StatusMark>
      )
    case 'refused':
      return (
        <StatusMark mark="refused">
          <span>
            {cloudCode === null
              ? t('refused')
              : t.rich('refusedCode', { code: () => <UntrustedText text={cloudCode} /> })}
          </span>
        </StatusMark>
      )
    case 'unknown':
    case 'needs_human':
      return <StatusMark mark="unknown">{t(state)}</StatusMark>
    case 'pending':
      return <StatusMark mark="pending">{t('pending')}</StatusMark>
    case 'scheduled':
      return <StatusMark mark="scheduled">{t('scheduled')}</StatusMark>
    case 'cancelled':
    case 'not_sent':
    case 'not_done':
      return <StatusMark mark="neutral">{t(state)}</StatusMark>
  }
}
