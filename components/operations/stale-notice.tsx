'use client'
import { useTranslations } from 'next-intl'
import { Notice } from '#components/ui/notice.tsx'
import { RelativeAge } from '#components/ui/relative-age.tsx'

/** The console has stopped answering: what is on the page stays, with its age (epoch ms). */
export function StaleNotice({ at, renderedAt }: { at: number; renderedAt: number }) {
  const t = useTranslations('receipt')
  return (
    <div className="mt-4">
      <Notice
        live="status"
        title={t.rich('stale', { age: () => <RelativeAge at={at} renderedAt={renderedAt} inline /> })}
      />
    </div>
  )
}
