'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { VendorFacts } from '#components/operations/vendor-facts.tsx'
import { ClockSkew } from '#components/shell/clock-skew.tsx'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Button } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { ApiError } from '#lib/http/problem.ts'
import type { WritePreview } from '#lib/certificates/preview.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import { FailureFacts, SignInElsewhere } from './failure-facts.tsx'

/** Why nothing can be confirmed here, if that is so: no preview, no fresh reading, or a state that does not allow it. */
export function PreviewNotice({
  kind,
  preview,
  error,
  isReading,
  onReadAgain,
}: {
  kind: OperationKind
  preview: WritePreview | undefined
  error: Error | null
  isReading: boolean
  onReadAgain: () => void
}): ReactNode {
  const t = useTranslations('writes')
  const words = useVendorWords()
  const again = (
    <Button size="small" icon="again" busy={isReading ? t('reading.loading', words) : undefined} onClick={onReadAgain}>
      {t('failure.again')}
    </Button>
  )
  if (preview === undefined) {
    if (error === null) return null
    const storeFailure = error instanceof ApiError ? error.storeFailure : null
    return (
      <Notice shape="band" live="alert" title={t('preview.failed')}>
        <p>{storeFailure === null ? t(`preview.${previewFailureOf(error)}`, words) : t(`store.${storeFailure}`)}</p>
        <p className="mt-1.5 flex flex-wrap items-center gap-4">
          {again}
          {previewFailureOf(error) === 'signedOut' ? <SignInElsewhere /> : null}
        </p>
      </Notice>
    )
  }
  const { readingFailure, refusal, certificate } = preview
  if (refusal !== null) {
    return (
      <Notice shape="band" live="status" title={t(`closed.${refusal.code}`)}>
        <p>{t(`failure.text.${refusal.code}`, words)}</p>
        <FailureFacts failure={refusal} certificateId={certificate.identifier} />
      </Notice>
    )
  }
  if (readingFailure === null) return null
  return (
    <Notice shape="band" live="alert" title={t(`${kind}.off`)}>
      <p>
        {t(`reading.failed.${readingFailure.kind}`, words)}
        {readingFailure.kind === 'clock_off' ? <ClockSkew /> : null}
      </p>
      <VendorFacts code={readingFailure.code} requestId={readingFailure.requestId}>
        {again}
      </VendorFacts>
    </Notice>
  )
}

function previewFailureOf(error: Error): 'forbidden' | 'not_found' | 'other' | 'signedOut' | 'unreachable' | 'unread' {
  if (!(error instanceof ApiError)) return 'other'
  if (error.status === 0) return 'unreachable'
  if (error.status === 401) return 'signedOut'
  if (error.status === 403) return 'forbidden'
  if (error.code === 'certificate_unread') return 'unread'
  return error.status === 404 ? 'not_found' : 'other'
}
