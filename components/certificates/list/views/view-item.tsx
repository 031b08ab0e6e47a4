'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState, type ReactNode } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { closePanel } from '#components/ui/menu-button.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { formatTotal } from '#lib/core/format.ts'
import { paths } from '#lib/core/paths.ts'
import { deleteViewAction } from '#lib/views/actions.ts'
import type { SavedView, ViewCount } from '#lib/views/schema.ts'
import { EditView } from './edit-view.tsx'
import type { OpenedView } from './opened-view.ts'
import { viewsPanelId } from './panel-id.ts'
import { focusIds } from './use-next-focus.ts'
import type { ViewActs } from './use-view-acts.ts'

/** A view: the way to it, how many it finds, and what may be done with it. */
export function ViewItem({
  view,
  count,
  isUncounted,
  opened,
  acts,
  mayShare,
  onSaved,
  onDeleted,
  onClosed,
}: {
  view: SavedView
  /** Undefined until it has been counted. */
  count: ViewCount | undefined
  /** Counting failed. */
  isUncounted: boolean
  opened: OpenedView
  acts: ViewActs
  mayShare: boolean
  onSaved: (view: SavedView) => void
  onDeleted: (view: SavedView) => void
  /** Its fields were put away. */
  onClosed: (view: SavedView) => void
}) {
  const t = useTranslations('views')
  const [isEdited, setEdited] = useState(false)
  const isOpened = opened?.view.id === view.id
  const remove = () => {
    void acts.run(() => deleteViewAction({ id: view.id })).then((gone) => gone !== null && onDeleted(gone))
  }
  const close = () => {
    setEdited(false)
    onClosed(view)
  }
  return (
    <li>
      <div className="flex items-center pr-2 hover:bg-well">
        <ViewLink id={focusIds.link(view.id)} params={view.params} isOpen={isOpened && !opened.isChanged}>
          <span className="min-w-0 flex-1">
            <span className="flex min-w-0">
              <UntrustedText text={view.name} cut />
            </span>
            <Standing view={view} isChanged={isOpened && opened.isChanged} />
          </span>
          <span className="ml-3 flex-none text-small text-ink-3 tabular-nums">
            <Count count={count} isUncounted={isUncounted} />
          </span>
        </ViewLink>
        {view.mayDelete ? (
          <Button
            look="quiet"
            size="small"
            id={focusIds.edit(view.id)}
            aria-expanded={isEdited}
            aria-label={t('editOf', { name: view.name })}
            onClick={() => setEdited(!isEdited)}
          >
            {t('edit')}
          </Button>
        ) : null}
      </div>
      {!isEdited ? null : view.isMine ? (
        <EditView
          view={view}
          acts={acts}
          mayShare={mayShare}
          onSaved={(saved) => {
            setEdited(false)
            onSaved(saved)
          }}
          onCancel={close}
          onDelete={remove}
        />
      ) : (
        <RemoveForAll view={view} acts={acts} onKeep={close} onRemove={remove} />
      )}
    </li>
  )
}

function Count({ count, isUncounted }: { count: ViewCount | undefined; isUncounted: boolean }) {
  const t = useTranslations('views')
  if (count === undefined) return isUncounted ? t('uncounted') : '…'
  return count === null ? t('unreadable') : formatTotal(count)
}

/** The list without a condition, in its first order: no view, but the way back from all of them. */
export function WholeList({ isOpen }: { isOpen: boolean }) {
  const t = useTranslations('views')
  return (
    <li className="flex hover:bg-well">
      <ViewLink id={focusIds.whole} params="" isOpen={isOpen}>
        {t('whole')}
      </ViewLink>
    </li>
  )
}

function ViewLink({
  id,
  params,
  isOpen,
  children,
}: {
  id: string
  params: string
  isOpen: boolean
  children: ReactNode
}) {
  return (
    <Link
      id={id}
      href={params === '' ? paths.certificates : `${paths.certificates}?${params}`}
      prefetch={false}
      aria-current={isOpen ? 'page' : undefined}
      onClick={() => closePanel(viewsPanelId)}
      className="flex min-h-8 min-w-0 flex-1 items-center py-1 pr-2 pl-2 text-ink hover:no-underline max-rail:min-h-11"
    >
      <span className="w-5 flex-none text-accent">{isOpen ? <Icon name="check" size="facet" /> : null}</span>
      {children}
    </Link>
  )
}

function Standing({ view, isChanged }: { view: SavedView; isChanged: boolean }) {
  const t = useTranslations('views')
  const words = [
    view.isMine ? (view.isShared ? t('sharedByMe') : null) : t('sharedBy', { owner: view.owner }),
    isChanged ? t('changedSince') : null,
  ].filter((word) => word !== null)
  return words.length === 0 ? null : <span className="block truncate text-small text-ink-3">{words.join(' · ')}</span>
}

/** It cannot be saved again in its owner's name, so that it is asked about first. */
function RemoveForAll({
  view,
  acts,
  onKeep,
  onRemove,
}: {
  view: SavedView
  acts: ViewActs
  onKeep: () => void
  onRemove: () => void
}) {
  const t = useTranslations('views')
  return (
    <div className="mb-1 bg-well px-4 py-2.5">
      <p className="mb-2">{t('removeForAll', { owner: view.owner })}</p>
      <span className="flex justify-end gap-2">
        <Button size="small" onClick={onKeep}>
          {t('keep')}
        </Button>
        <Button size="small" look="danger-outline" busy={acts.isRunning ? t('deleting') : undefined} onClick={onRemove}>
          {t('remove')}
        </Button>
      </span>
    </div>
  )
}
