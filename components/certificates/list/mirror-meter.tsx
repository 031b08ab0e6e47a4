'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Gauge } from '#components/ui/gauge.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { RelativeAge } from '#components/ui/relative-age.tsx'
import { useNow } from '#components/ui/ticker.ts'
import { formatCount, instantOf } from '#lib/core/format.ts'
import type { SyncStatus } from '#lib/sync/schema.ts'
import { meterOf, type Meter } from './meter.ts'

/** How much of the vendor's list the mirror has seen, and how long ago: "18,204 of 18,204 read, 40 s ago". */
export function MirrorMeter({
  sync,
  readAt,
  renderedAt,
}: {
  sync: SyncStatus | null
  /** When `sync` was looked up, epoch ms by the server's clock. */
  readAt: number
  renderedAt: number
}) {
  const now = useNow(renderedAt, 60_000)
  const meter = meterOf(sync, { readAt, now })
  return (
    <Gauge share={meter.share}>
      <span className={meter.isDoubtful ? 'font-medium text-caution' : undefined}>
        {meter.isDoubtful ? <Icon name="caution" size="facet" className="mr-1 align-[-2px]" /> : null}
        <MeterWords meter={meter} readAt={readAt} renderedAt={renderedAt} />
      </span>
      <ReadingPage running={followed.has(meter.state) ? (sync?.running ?? null) : null} />
    </Gauge>
  )
}

/** What this page knows is fresh, and somebody reads. */
const followed: ReadonlySet<Meter['state']> = new Set(['reading', 'complete', 'incomplete', 'asking'])

/** How far the pass is that runs now, beside what the last one has found. */
function ReadingPage({ running }: { running: SyncStatus['running'] }): ReactNode {
  const t = useTranslations('certificates.meter')
  if (running === null || running.pageCount === null) return null
  // The page beyond the last, by which the end is known, is no page of the list.
  const page = Math.min(running.pages, running.pageCount)
  return <span className="ml-2">{t('page', { page: formatCount(page), pages: formatCount(running.pageCount) })}</span>
}

function MeterWords({ meter, readAt, renderedAt }: { meter: Meter; readAt: number; renderedAt: number }): ReactNode {
  const t = useTranslations('certificates.meter')
  const figures = {
    seen: formatCount(meter.seen),
    total: formatCount(meter.total),
    strong: (chunks: ReactNode) => <span className="font-semibold text-ink">{chunks}</span>,
  }
  const at = meter.asOf === null ? null : instantOf(meter.asOf)
  const age = () => (at === null ? null : <RelativeAge at={at} renderedAt={renderedAt} inline />)
  switch (meter.state) {
    case 'never':
      return t('never')
    case 'reading':
      return t.rich('reading', figures)
    case 'complete':
      return t.rich('complete', { ...figures, age })
    case 'incomplete':
      return t.rich('incomplete', { ...figures, age })
    case 'asking':
      return t.rich('asking', { ...figures, age })
    case 'stopped':
      return t.rich('stopped', { ...figures, age })
    case 'old': {
      const since = () => <RelativeAge at={readAt} renderedAt={renderedAt} look="bare" inline />
      return t.rich('old', { ...figures, age, since })
    }
    case 'oldUnread':
      return t.rich('oldUnread', { since: () => <RelativeAge at={readAt} renderedAt={renderedAt} inline /> })
  }
}
