'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState, type ReactNode } from 'react'
import { Button } from '#components/ui/button.tsx'
import { LiveRegion } from '#components/ui/live-region.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { spellText } from '#lib/core/text.ts'
import { changeViewAction, saveViewAction } from '#lib/views/actions.ts'
import { viewCountsOptions } from '#lib/views/queries.ts'
import type { SavedView, ViewCount } from '#lib/views/schema.ts'
import type { OpenedView } from './opened-view.ts'
import { SaveView } from './save-view.tsx'
import { focusIds, useNextFocus } from './use-next-focus.ts'
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
  const counted = useQuery(viewCountsOptions())
  const [undoable, setUndoable] = useState<Undoable | null>(null)
  const [said, setSaid] = useState('')
  const focusNext = useNextFocus()
  const done = (what: 'saved' | 'renewed' | 'deleted' | 'undone', view: SavedView, undo: Undoable | null = null) => {
    setUndoable(undo)
    setSaid(t(`done.${what}`, { name: spellText(view.name) }))
    if (undo !== null) focusNext(focusIds.undo)
    else focusNext(what === 'deleted' ? focusIds.whole : focusIds.link(view.id))
  }
  const parts = {
    opened,
    acts,
    mayShare,
    counts: counted.data?.counts,
    isUncounted: counted.isError,
    onSaved: (view: SavedView) => done('saved', view),
    // Another's cannot be saved again in their name.
    onDeleted: (view: SavedView) => done('deleted', view, view.isMine ? { what: 'deleted', view } : null),
    onClosed: (view: SavedView) => focusNext(focusIds.edit(view.id)),
  }
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
      {undoable === null ? null : <Undo {...undoable} acts={acts} onUndone={(view) => done('undone', view)} />}
      <SaveView
        key={here}
        opened={opened}
        here={here}
        mayShare={mayShare}
        acts={acts}
        onSaved={parts.onSaved}
        onRenewed={(before) => done('renewed', before, { what: 'renewed', view: before })}
      />
      <LiveRegion>{said}</LiveRegion>
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
  isUncounted: boolean
  acts: ViewActs
  mayShare: boolean
  onSaved: (view: SavedView) => void
  onDeleted: (view: SavedView) => void
  onClosed: (view: SavedView) => void
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

/** What the view was before it was deleted or had another list put in its place. */
type Undoable = { what: 'deleted' | 'renewed'; view: SavedView }

/** Nothing is lost with a view but its name: it is saved again. */
function Undo({ what, view, acts, onUndone }: Undoable & { acts: ViewActs; onUndone: (view: SavedView) => void }) {
  const t = useTranslations('views')
  const { id, name, params, isShared } = view
  const undo = () =>
    what === 'deleted' ? saveViewAction({ name, params, isShared }) : changeViewAction({ id, params })
  return (
    <div className="flex items-center gap-3 border-t border-line bg-well px-4 py-2">
      <span className="flex min-w-0 flex-1 gap-1.5">
        <UntrustedText text={name} cut /> <span className="flex-none">{t(`undoable.${what}`)}</span>
      </span>
      <Button
        id={focusIds.undo}
        size="small"
        busy={acts.isRunning ? t('saving') : undefined}
        onClick={() => void acts.run(undo).then((undone) => undone !== null && onUndone(undone))}
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
