'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useRouter } from 'next/navigation'
import { MirrorMeter } from '#components/certificates/list/mirror-meter.tsx'
import { MirrorNotice } from '#components/certificates/list/mirror-notice.tsx'
import { storeFailureIn } from '#components/certificates/held-off.ts'
import { StaleList } from '#components/shell/states/stale-notice.tsx'
import { Button } from '#components/ui/button.tsx'
import { PageHead } from '#components/ui/page-head.tsx'
import { RelativeAge } from '#components/ui/relative-age.tsx'
import { useNow } from '#components/ui/ticker.ts'
import { mirrorOptions } from '#lib/certificates/queries.ts'
import { instantOf } from '#lib/core/format.ts'

/** From then on the figures say how old they are. */
const OLD_MS = 60_000

/**
 * The head of a page that was read once: how the mirror is kept is followed while it is open, the figures below are
 * not, and say so as they grow old. Needs the mirror in the query client.
 */
export function OverviewHead({ renderedAt }: { renderedAt: number }) {
  const t = useTranslations('overview')
  const { data: sync = null, error } = useQuery(mirrorOptions())
  return (
    <>
      <PageHead title={t('title')}>
        <span className="flex min-w-0 items-center gap-3 max-side:h-9 max-side:w-full max-side:justify-between">
          <MirrorMeter
            sync={sync}
            readAt={instantOf(sync?.answeredAt ?? renderedAt) ?? renderedAt}
            renderedAt={renderedAt}
          />
          <Freshness renderedAt={renderedAt} />
        </span>
      </PageHead>
      {error === null || storeFailureIn(null, error) !== null ? null : (
        <StaleList error={error} answeredAt={sync?.answeredAt ?? null} renderedAt={renderedAt} />
      )}
      {sync === null ? null : <MirrorNotice sync={sync} store={storeFailureIn(sync, error)} renderedAt={renderedAt} />}
    </>
  )
}

function Freshness({ renderedAt }: { renderedAt: number }) {
  const t = useTranslations('overview')
  const router = useRouter()
  const isOld = useNow(renderedAt, 15_000) - renderedAt >= OLD_MS
  return (
    <span className="flex items-center gap-2 text-small text-ink-2 max-rail:-ml-3">
      {isOld ? (
        <span>{t.rich('asOf', { age: () => <RelativeAge at={renderedAt} renderedAt={renderedAt} inline /> })}</span>
      ) : null}
      <Button look="quiet" size="small" icon="again" onClick={() => router.refresh()}>
        {t('refresh')}
      </Button>
    </span>
  )
}
