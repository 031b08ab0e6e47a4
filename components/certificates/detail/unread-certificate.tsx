'use client'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { VendorFacts } from '#components/operations/vendor-facts.tsx'
import { ClockSkew } from '#components/shell/clock-skew.tsx'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Button } from '#components/ui/button.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import type { LiveReadingFailure } from '#lib/certificates/schema.ts'

/** Held nowhere here, and the vendor could not be asked: not the same as a certificate that does not exist. */
export function UnreadCertificate({ failure: { kind, code, requestId } }: { failure: LiveReadingFailure }) {
  const t = useTranslations('certificate.unread')
  const causes = useTranslations('writes.reading.failed')
  const words = useVendorWords()
  const router = useRouter()
  return (
    <PageState
      level="h1"
      live="alert"
      heading={t('heading')}
      actions={
        <Button icon="again" onClick={() => router.refresh()}>
          {t('again')}
        </Button>
      }
    >
      <p>
        {causes(kind, words)}
        {kind === 'clock_off' ? <ClockSkew /> : null}
      </p>
      <p>{t('text', words)}</p>
      <VendorFacts code={code} requestId={requestId} />
    </PageState>
  )
}
