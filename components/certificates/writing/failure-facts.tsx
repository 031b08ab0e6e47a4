'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { VendorFacts } from '#components/operations/vendor-facts.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { NoticeFact, NoticeFacts } from '#components/ui/notice.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { paths } from '#lib/core/paths.ts'
import type { WriteFailure } from './write-failure.ts'

/** Under the sentences: what to copy, and the one way on that this failure has. */
export function FailureFacts({
  failure,
  certificateId,
}: {
  failure: WriteFailure
  certificateId: string | null
}): ReactNode {
  const t = useTranslations('writes.failure')
  switch (failure.code) {
    case 'cloud_refused':
      return (
        <VendorFacts
          code={failure.cloudCode}
          httpStatus={failure.httpStatus}
          requestId={failure.requestId}
          message={failure.cloudMessage}
          recommend={failure.recommend}
        >
          {failure.requestId === null ? null : (
            <TextLink href={paths.auditOfRequest(failure.requestId)}>{t('audit')}</TextLink>
          )}
          <TextLink href={paths.operation(failure.operationId)}>{t('operation')}</TextLink>
        </VendorFacts>
      )
    case 'reading_failed':
      return <VendorFacts code={failure.failure.code} requestId={failure.failure.requestId} />
    case 'internal':
    case 'store_unavailable':
      return (
        <NoticeFacts>
          <NoticeFact label={t('correlationId')}>
            <span className="mono">{failure.correlationId}</span>{' '}
            <CopyButton look="quiet" size="small" value={failure.correlationId} label={t('copyCorrelation')} />
          </NoticeFact>
        </NoticeFacts>
      )
    case 'not_sent':
    case 'not_done':
    case 'operation_open':
    case 'no_word':
      return (
        <NoticeFacts>
          <TextLink href={paths.operation(failure.operationId)}>{t('operation')}</TextLink>
        </NoticeFacts>
      )
    case 'already_deleted':
    case 'already_revoked':
      return certificateId === null ? null : (
        <NoticeFacts>
          <TextLink href={paths.certificate(certificateId)}>{t('toCertificate')}</TextLink>
        </NoticeFacts>
      )
    case 'unauthenticated':
    case 'session_ended':
    case 'password_change_required':
      return (
        <NoticeFacts>
          <SignInElsewhere />
        </NoticeFacts>
      )
    case 'console_updated':
      return (
        <NoticeFacts>
          <Button size="small" icon="again" onClick={() => location.reload()}>
            {t('reload')}
          </Button>
        </NoticeFacts>
      )
    case 'changed_since_shown':
    case 'cloud_unavailable':
    case 'forbidden':
    case 'foreign_origin':
    case 'gate_not_met':
    case 'invalid_input':
    case 'never_recorded':
    case 'no_longer_permitted':
    case 'not_acknowledged':
    case 'not_issued':
    case 'not_recorded':
    case 'not_revoked':
    case 'nothing_to_wait_for':
    case 'offline':
    case 'operation_id_taken':
      return null
  }
}

/** In a new tab, so that what was typed here stays. */
export function SignInElsewhere() {
  const t = useTranslations('writes.failure')
  return (
    <a href={paths.signIn} target="_blank" rel="noopener">
      {t('signIn')}
    </a>
  )
}
