'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { RelativeAge } from '#components/ui/relative-age.tsx'
import { Sentences } from '#components/ui/sentences.tsx'
import { useNow } from '#components/ui/ticker.ts'

/**
 * Above a table whose rows stay: since when the vendor is silent, how old what you see is, when the next try comes.
 * All times are epoch ms. Buttons that would need the vendor stay in their places, off, with the reason.
 */
export function VendorUnreachable({
  since,
  readAt,
  nextTryAt = null,
  renderedAt,
  children,
}: {
  since: number
  /** End of the reading that is shown; null before the first. */
  readAt: number | null
  nextTryAt?: number | null
  renderedAt: number
  /** Buttons under the notice. */
  children?: ReactNode
}) {
  const t = useTranslations('states.unreachable')
  const words = useVendorWords()
  return (
    <div className="grid gap-3">
      <Notice live="status" title={t.rich('title', { ...words, since: () => <Instant at={since} precision="time" /> })}>
        <Sentences>
          {readAt === null ? null : (
            <span>{t.rich('age', { age: () => <RelativeAge at={readAt} renderedAt={renderedAt} inline /> })}</span>
          )}
          {t('off')}
          {nextTryAt === null ? null : <NextTry at={nextTryAt} renderedAt={renderedAt} />}
        </Sentences>
      </Notice>
      {children === undefined ? null : <div className="flex flex-wrap gap-2">{children}</div>}
    </div>
  )
}

/** Longer than the vendor is asked for. A page that has heard of no later try by then does not hear of them. */
const TRY_MS = 60_000

/** When the vendor is asked again; once that time has come, that it is being asked. Times are epoch ms. */
export function NextTry({ at, renderedAt }: { at: number; renderedAt: number }): ReactNode {
  const t = useTranslations('states.unreachable')
  const now = useNow(renderedAt)
  if (now >= at + TRY_MS) return null
  if (now >= at) return t('trying')
  return t.rich('next', { age: () => <RelativeAge at={at} renderedAt={renderedAt} inline /> })
}
