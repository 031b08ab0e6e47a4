import { useTranslations } from 'next-intl'
import { StatusMark, type StatusMarkName } from '#components/ui/status-mark.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { auditActions, auditOutcomes, type AuditOutcome } from '#lib/audit/event.ts'

/** What was done, in words. A record of an older or newer build keeps the name that it has. */
export function ActionName({ action }: { action: string }) {
  const t = useTranslations('audit.action')
  const known = auditActions.find((name) => name === action)
  return known === undefined ? <UntrustedText text={action} /> : t(known)
}

const marks: Record<AuditOutcome, StatusMarkName> = {
  requested: 'neutral',
  joined: 'neutral',
  pending: 'pending',
  succeeded: 'valid',
  refused: 'refused',
  unknown: 'unknown',
  not_sent: 'neutral',
  not_done: 'neutral',
  needs_human: 'unknown',
  scheduled: 'scheduled',
  cancelled: 'neutral',
  denied: 'refused',
  done: 'valid',
}

/** How it ended, as shape, word and colour. */
export function OutcomeMark({ outcome }: { outcome: string }) {
  const t = useTranslations('audit.outcome')
  const known = auditOutcomes.find((name) => name === outcome)
  if (known === undefined) {
    return (
      <StatusMark mark="neutral">
        <UntrustedText text={outcome} />
      </StatusMark>
    )
  }
  return <StatusMark mark={marks[known]}>{t(known)}</StatusMark>
}
