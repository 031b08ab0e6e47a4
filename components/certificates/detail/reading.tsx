'use client'
import { useTranslations } from 'next-intl'
import { StaleNotice } from '#components/shell/states/stale-notice.tsx'
import { ClockSkew } from '#components/shell/clock-skew.tsx'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Button } from '#components/ui/button.tsx'
import { RequestId } from '#components/ui/identifier.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { Notice, NoticeFact, NoticeFacts } from '#components/ui/notice.tsx'
import { RelativeAge } from '#components/ui/relative-age.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { CertificateDetail, LiveReadingFailure } from '#lib/certificates/schema.ts'
import { instantOf } from '#lib/core/format.ts'

/** What the page stands on: the vendor's word of this moment, or what was held, how old that is, and why. */
export function Reading({
  certificate,
  renderedAt,
  isReading,
  failure,
  readAgain,
}: {
  certificate: CertificateDetail
  renderedAt: number
  isReading: boolean
  /** Why the console itself gave no reading at the last attempt; what is shown is the one before. */
  failure: Error | null
  readAgain: () => void
}) {
  const t = useTranslations('certificate.reading')
  const { readAt, source, liveFailure, deletedAt } = certificate
  const isTombstone = deletedAt !== null
  const isLive = source === 'live' && failure === null
  const at = instantOf(readAt) ?? renderedAt
  return (
    <>
      <span className="flex flex-wrap items-center gap-x-1.5">
        <Icon
          name={isTombstone ? 'deleted' : isLive ? 'valid' : 'caution'}
          className={isTombstone ? undefined : isLive ? 'text-ok' : 'text-caution'}
        />
        <ReadingWords kind={isTombstone ? 'tombstone' : isLive ? 'live' : 'mirror'} at={at} renderedAt={renderedAt} />
        {isTombstone ? null : (
          <Button look="quiet" size="small" icon="again" busy={isReading ? t('busy') : undefined} onClick={readAgain}>
            {t('again')}
          </Button>
        )}
      </span>
      {liveFailure === null || isTombstone ? null : <Unread failure={liveFailure} at={at} renderedAt={renderedAt} />}
      {failure === null ? null : (
        <div className="mt-2 text-body">
          <StaleNotice error={failure} answeredAt={readAt} renderedAt={renderedAt} />
        </div>
      )}
    </>
  )
}

function ReadingWords({
  kind,
  at,
  renderedAt,
}: {
  kind: 'live' | 'mirror' | 'tombstone'
  at: number
  renderedAt: number
}) {
  const t = useTranslations('certificate.reading')
  const { vendor } = useVendorWords()
  const age = () => <RelativeAge at={at} renderedAt={renderedAt} inline />
  return <span>{t.rich(`told.${kind}`, { vendor, age })}</span>
}

function Unread({ failure, at, renderedAt }: { failure: LiveReadingFailure; at: number; renderedAt: number }) {
  const t = useTranslations('certificate.reading')
  const causes = useTranslations('writes.reading.failed')
  const words = useVendorWords()
  const { kind, code, requestId } = failure
  const age = () => <RelativeAge at={at} renderedAt={renderedAt} inline />
  return (
    <div className="mt-2 text-body">
      <Notice live="status" title={causes(kind, words)}>
        {t.rich('unread', { age })}
        {kind === 'clock_off' ? <ClockSkew /> : null}
        {code === null && requestId === null ? null : (
          <NoticeFacts>
            {code === null ? null : (
              <NoticeFact label={t('code')}>
                <span className="mono">
                  <UntrustedText text={code} />
                </span>
              </NoticeFact>
            )}
            {requestId === null ? null : (
              <NoticeFact label={t('requestId')}>
                <RequestId value={requestId} />
              </NoticeFact>
            )}
          </NoticeFacts>
        )}
      </Notice>
    </div>
  )
}
