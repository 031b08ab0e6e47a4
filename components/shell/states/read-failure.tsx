import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { RequestId } from '#components/ui/identifier.tsx'
import { PageState } from '#components/ui/page-state.tsx'

/**
 * Something could not be read. The text says what happened and what did not change; below it the vendor's RequestId
 * or, where there is none, our own correlation id, with a button that copies it; then one way on.
 */
export function ReadFailure({
  heading,
  requestId = null,
  correlationId,
  actions,
  children,
}: {
  heading: ReactNode
  requestId?: string | null
  correlationId: string
  actions?: ReactNode
  children: ReactNode
}) {
  const t = useTranslations('states')
  const copy = requestId === null ? t('copyCorrelation') : t('copyRequestId')
  return (
    <PageState
      live="alert"
      heading={heading}
      actions={
        <>
          {actions}
          <CopyButton look="quiet" value={requestId ?? correlationId} label={copy} />
        </>
      }
    >
      <p>{children}</p>
      <p>
        <span className="text-small text-ink-3">{requestId === null ? t('correlationId') : t('requestId')}</span>{' '}
        {requestId === null ? <span className="mono">{correlationId}</span> : <RequestId value={requestId} />}
      </p>
    </PageState>
  )
}
