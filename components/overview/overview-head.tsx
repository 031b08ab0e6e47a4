'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useRouter } from 'next/navigation'
import { MirrorMeter } from '#components/certificates/list/mirror-meter.tsx'
import { MirrorNotice } from '#components/certificates/list/mirror-notice.tsx'
import { storeFailureIn } from '#components/certificates/held-off.ts'
import { Button } from '#components/ui/button.tsx'
import { PageHead } from '#components/ui/page-head.tsx'
import { RelativeAge } from '#components/ui/relative-age.tsx'
import { useNow } from '#components/ui/ticker.ts'
import { mirrorOptions } from '#lib/certificates/queries.ts'
import { instantOf } from '#lib/core/format.ts'
import type { SyncStatus } from '#lib/sync/schema.ts'

/** From then on the figures say how old they are. */
const OLD_MS = 60_000

/**
 * The head of a page that was read once: how the mirror is kept is followed while it is open, the figures below are
 * not, and say so as they grow old.
 */
export function OverviewHead({ sync, renderedAt }: { sync: SyncStatus; renderedAt: number }) {
  const t = useTranslations('overview')
  const initialData = { ...sync, answeredAt: new Date(renderedAt).toISOString() }
  const { data, error } = useQuery({ ...mirrorOptions(), initialData })
  const heard = data ?? initialData
  return (
    <>
      <PageHead title={t('title')}>
        <MirrorMeter sync={heard} readAt={instantOf(heard.answeredAt) ?? renderedAt} renderedAt={renderedAt} />
        <Freshness renderedAt={renderedAt} />
      </PageHead>
      <MirrorNotice sync={heard} store={storeFailureIn(heard, error)} renderedAt={renderedAt} />
    </>
  )
}

function Freshness({ renderedAt }: { renderedAt: number }) {
  const t = useTranslations('overview')
  const router = useRouter()
  const isOld = useNow(renderedAt, 15_000) - renderedAt >= OLD_MS
  return (
    <span className="flex items-center gap-2 text-small text-ink-2">
      {isOld ? (
        <span>{t.rich('asOf', { age: () => <RelativeAge at={renderedAt} renderedAt={renderedAt} inline /> })}</span>
      ) : null}
      <Button look="quiet" size="small" icon="again" onClick={() => router.refresh()}>
        {t('refresh')}
      </Button>
    </span>
  )
}
