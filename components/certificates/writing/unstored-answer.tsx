'use client'
import { useTranslations } from 'next-intl'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { RequestId } from '#components/ui/identifier.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { paths } from '#lib/core/paths.ts'
import type { WriteReceipt } from '#lib/operations/receipt.ts'

/** The vendor answered, and this screen is the only place that shows it: large, to be copied before anything else. */
export function UnstoredAnswer({ receipt }: { receipt: WriteReceipt }) {
  const t = useTranslations('writes.unstored')
  const words = useVendorWords()
  const state = receipt.state === 'succeeded' || receipt.state === 'refused' ? receipt.state : 'unknown'
  return (
    <Notice shape="band" live="alert" title={t(`title.${receipt.kind}.${state}`, words)}>
      <p>{t('text')}</p>
      {receipt.requestId === null ? (
        <p className="mt-2 font-semibold text-ink">{t('without')}</p>
      ) : (
        <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-ink">
          <RequestId value={receipt.requestId} look="large" />
          <CopyButton value={receipt.requestId} label={t('copy')} />
        </div>
      )}
      <p className="mt-2">
        <TextLink href={paths.operation(receipt.operationId)}>{t('operation')}</TextLink>
      </p>
    </Notice>
  )
}
