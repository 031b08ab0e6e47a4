'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState, type ReactNode } from 'react'
import { Button } from '#components/ui/button.tsx'
import { LiveRegion } from '#components/ui/live-region.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { saveViewAction } from '#lib/views/actions.ts'
import { viewCountsOptions } from '#lib/views/queries.ts'
import type { SavedView, ViewCount } from '#lib/views/schema.ts'
import type { OpenedView } from './opened-view.ts'
import { SaveView } from './save-view.tsx'
import { useViewActs, type ViewActs } from './use-view-acts.ts'
import { ViewItem, WholeList } from './view-item.tsx'

/** One's own views, those that others share, and the way to save the list as it stands. Counted while in sight. */
export function ViewsPanel({
  views,
  opened,
  here,
  mayShare,
  isUnread,
  onRetry,
}: {
  views: readonly SavedView[]
  opened: OpenedView
  here: string
  mayShare: boolean
  isUnread: boolean
  onRetry: () => void
}) {
  const t = useTranslations('views')
  const acts = useViewActs()
  const counts = useQuery(viewCountsOptions()).data?.counts
  const [gone, setGone] = useState<SavedView | null>(null)
  const parts = { opened, counts, acts, mayShare, onDeleted: setGone }
  if (isUnread) return <Unread onRetry={onRetry} />
  return (
    <div className="w-88 max-w-full max-rail:w-full">
      <div className="max-h-[min(28rem,60dvh)] overflow-y-auto py-1">
        <ul>
          <WholeList isOpen={here === ''} />
        </ul>
        <Group name={t('mine')} views={views.filter(({ isMine }) => isMine)} {...parts} />
        <Group name={t('shared')} views={views.filter(({ isMine }) => !isMine)} {...parts} />
        {views.length === 0 ? <p className="px-4 pt-1 pb-2 text-ink-2">{t('none')}</p> : null}
      </div>
      {gone === null ? null : <Undo view={gone} acts={acts} onEnd={() => setGone(null)} />}
      <SaveView key={here} opened={opened} here={here} mayShare={mayShare} acts={acts} />
      <LiveRegion tone="alert" hidden={acts.failure === null}>
        {acts.failure === null ? null : <span className="block px-4 pb-3">{t(`failure.${acts.failure}`)}</span>}
      </LiveRegion>
    </div>
  )
}

function Group({
  name,
  views,
  counts,
  ...rest
}: {
  name: string
  views: readonly SavedView[]
  opened: OpenedView
  counts: Readonly<Record<string, ViewCount>> | undefined
  acts: ViewActs
  mayShare: boolean
  onDeleted: (view: SavedView | null) => void
}): ReactNode {
  if (views.length === 0) return null
  return (
    <section className="mt-1 border-t border-line pt-1.5">
      <h2 className="px-4 pb-0.5 text-small text-ink-3">{name}</h2>
      <ul>
        {views.map((view) => (
          <ViewItem key={view.id} view={view} count={counts?.[view.id]} {...rest} />
        ))}
      </ul>
    </section>
  )
}

/** Nothing is lost with a view but its name: it is saved again. */
function Undo({ view, acts, onEnd }: { view: SavedView; acts: ViewActs; onEnd: () => void }) {
  const t = useTranslations('views')
  const { name, params, isShared } = view
  return (
    <div className="flex items-center gap-3 border-t border-line bg-well px-4 py-2" role="status">
      <span className="flex min-w-0 flex-1 gap-1.5">
        <UntrustedText text={name} cut /> <span className="flex-none">{t('deleted')}</span>
      </span>
      <Button
        size="small"
        busy={acts.isRunning ? t('saving') : undefined}
        onClick={() => {
          void acts.run(() => saveViewAction({ name, params, isShared })).then((saved) => saved !== null && onEnd())
        }}
      >
        {t('undo')}
      </Button>
    </div>
  )
}

function Unread({ onRetry }: { onRetry: () => void }) {
  const t = useTranslations('views')
  return (
    <div className="flex items-center gap-3 px-4 py-3" role="alert">
      {t('unread')}
      <Button size="small" onClick={onRetry}>
        {t('again')}
      </Button>
    </div>
  )
}
