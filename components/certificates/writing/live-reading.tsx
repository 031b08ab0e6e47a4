'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useVendorWords } from '#components/shell/vendor.tsx'
import type { IconName } from '#components/ui/icon-sprite.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { RelativeAge } from '#components/ui/relative-age.tsx'
import { useNow } from '#components/ui/ticker.ts'
import { instantOf } from '#lib/core/format.ts'
import type { WritePreview } from '#lib/certificates/preview.ts'

/** The server repeats a reading that is older than this when the dialog is confirmed. */
const FRESH_FOR_MS = 30_000

/** What the dialog stands on, at the end of its title's line: the vendor's word on the certificate, and its age. */
export function LiveReading({
  preview,
  isReading,
  isRepeated,
}: {
  preview: WritePreview | undefined
  isReading: boolean
  /** Read anew since the dialog opened, and found the same. */
  isRepeated: boolean
}) {
  const t = useTranslations('writes.reading')
  const words = useVendorWords()
  if (isReading) return <Caption icon="pending">{t('loading', words)}</Caption>
  const readAt = preview?.readAt ?? null
  const at = readAt === null ? null : instantOf(readAt)
  if (preview === undefined || preview.readingFailure !== null || at === null) {
    return (
      <Caption icon="caution" tone="text-caution">
        {t('none')}
      </Caption>
    )
  }
  return (
    <Caption icon="valid" tone="text-ok">
      <Told at={at} status={preview.vendorStatus} isRepeated={isRepeated} />
    </Caption>
  )
}

function Told({ at, status, isRepeated }: { at: number; status: string; isRepeated: boolean }) {
  const t = useTranslations('writes.reading')
  const { vendor } = useVendorWords()
  const now = useNow(at)
  const isOld = now - at > FRESH_FOR_MS
  // The page's clock ticks in whole seconds and may be a little late: a reading never lies ahead of it.
  const readAt = Math.min(at, now)
  return t.rich(isOld ? 'old' : isRepeated ? 'unchanged' : 'live', {
    vendor,
    status,
    age: () => <RelativeAge at={readAt} renderedAt={readAt} inline />,
  })
}

function Caption({ icon, tone, children }: { icon: IconName; tone?: string; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <Icon name={icon} className={tone} />
      <span>{children}</span>
    </span>
  )
}
