'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { RequestId } from '#components/ui/identifier.tsx'
import { NoticeFact, NoticeFacts } from '#components/ui/notice.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'

/** What the vendor said, as it said it: code, RequestId to copy, its own words behind a click, its diagnosis. */
export function VendorFacts({
  code,
  httpStatus = null,
  requestId,
  message = null,
  recommend = null,
  children,
}: {
  code: string | null
  httpStatus?: number | null
  requestId: string | null
  message?: string | null
  /** An https address that the border has checked. */
  recommend?: string | null
  children?: ReactNode
}) {
  const t = useTranslations('writes.failure')
  return (
    <NoticeFacts>
      {code === null ? null : (
        <NoticeFact label={t('code')}>
          <VendorCode code={code} httpStatus={httpStatus} />
        </NoticeFact>
      )}
      {requestId === null ? null : (
        <NoticeFact label={t('requestId')}>
          <span className="inline-flex max-w-full flex-wrap items-center gap-x-1.5">
            <RequestId value={requestId} />
            <CopyButton look="quiet" size="small" value={requestId} label={t('copyRequestId')} />
          </span>
        </NoticeFact>
      )}
      {recommend === null ? null : <ExternalLink href={recommend}>{t('diagnosis')}</ExternalLink>}
      {children}
      {message === null || message === '' ? null : (
        <details className="basis-full">
          <summary className="text-accent">{t('message')}</summary>
          <p className="mt-1">
            <UntrustedText text={message} />
          </p>
        </details>
      )}
    </NoticeFacts>
  )
}

function VendorCode({ code, httpStatus }: { code: string; httpStatus: number | null }) {
  const t = useTranslations('writes.failure')
  const shown = () => (
    <span className="mono">
      <UntrustedText text={code} />
    </span>
  )
  return httpStatus === null ? shown() : t.rich('codeAndStatus', { code: shown, status: httpStatus })
}

/** A page of somebody else, in its own tab: it learns neither our address nor our window. */
export function ExternalLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}
