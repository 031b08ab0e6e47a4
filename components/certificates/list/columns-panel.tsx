'use client'
import { useTranslations } from 'next-intl'
import { useEffect, useId, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import { createPortal } from 'react-dom'
import { Button } from '#components/ui/button.tsx'
import { CheckboxMark } from '#components/ui/checkbox.tsx'
import { classNames } from '#components/ui/class-names.ts'
import { Icon } from '#components/ui/icon.tsx'
import { LiveRegion } from '#components/ui/live-region.tsx'
import { Segment } from '#components/ui/segment.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { listHref } from './address.ts'
import { columnIds, encodeColumns, withMoved, withToggled, type ColumnChoice, type ColumnId } from './columns.ts'
import { preferDensity, useDensity } from './list-preferences.tsx'
import { densities } from './preference-cookies.ts'
import { useColumns } from './use-columns.ts'

/**
 * Which columns the table has, in which order, and how high its rows are. A popover of the platform: Escape and a press
 * beside it close it, and the focus goes back to the button.
 */
export function ColumnsPanel({
  filter,
  opener,
  onClose,
}: {
  filter: CertificateFilter
  opener: RefObject<HTMLButtonElement | null>
  onClose: () => void
}) {
  const t = useTranslations('certificates.columns')
  const heading = useId()
  const panel = usePopover(opener)
  const { choices, isDefault, isFromAddress, change } = useColumns(filter.columns)
  const density = useDensity()
  const [said, setSaid] = useState('')
  const words = useTranslations('certificates.column')
  const move = (id: ColumnId, to: number) => {
    const moved = withMoved(choices, id, to)
    if (moved === choices) return
    change(moved)
    setSaid(t('moved', { column: words(id), place: to + 1, count: moved.length }))
  }
  const rest = columnIds.filter((id) => !choices.some((choice) => choice.id === id))

  // Not in the head that its button stands in: a screen reader would hear it all as the name of the column.
  return createPortal(
    <div
      ref={panel}
      popover="auto"
      role="dialog"
      aria-labelledby={heading}
      onToggle={({ newState }) => {
        if (newState === 'closed') onClose()
      }}
      onKeyDown={(event) => event.stopPropagation()}
      className="fixed inset-auto m-0 w-80 overflow-y-auto rounded-dialog border border-line-2 bg-raised text-left text-body text-ink shadow-dialog"
    >
      <div className="flex items-center justify-between px-4 pt-3 pb-1.5">
        <h2 id={heading} className="text-section">
          {t('title')}
        </h2>
        <Button
          size="small"
          look="quiet"
          onClick={() => change(null)}
          unavailable={isDefault ? t('isDefault') : undefined}
        >
          {t('reset')}
        </Button>
      </div>
      {isFromAddress ? (
        <p className="px-4 pb-2 text-small text-ink-2">
          {t('address')} <TextLink href={listHref({ ...filter, columns: '' })}>{t('own')}</TextLink>
        </p>
      ) : null}
      <ul className="px-2">
        {choices.map((choice, index) => (
          <Chosen
            key={choice.id}
            choice={choice}
            index={index}
            last={choices.length - 1}
            onToggle={() => change(withToggled(choices, choice.id))}
            onMove={(to) => move(choice.id, to)}
            onDrop={(id) => move(id, index)}
          />
        ))}
      </ul>
      <ul className="mx-2 mt-1 border-t border-line pt-1">
        {rest.map((id) => (
          <li key={id}>
            <label className="flex h-7 cursor-pointer items-center gap-2 rounded-control px-2 hover:bg-well">
              <CheckboxMark checked={false} onChange={() => change(withToggled(choices, id))} />
              {words(id)}
            </label>
          </li>
        ))}
      </ul>
      <div className="sticky bottom-0 mt-2 flex flex-wrap items-center justify-between gap-2 border-t border-line bg-raised px-4 py-2.5">
        <Segment
          label={t('density')}
          choices={densities.map((value) => ({ value, label: t(value) }))}
          value={density}
          onChange={preferDensity}
        />
        <span className="text-small">
          <TextLink href={listHref({ ...filter, columns: encodeColumns(choices) })}>{t('link')}</TextLink>
        </span>
      </div>
      <LiveRegion>{said}</LiveRegion>
    </div>,
    document.body,
  )
}

/** What it needs in height to be of use, px. */
const LEAST_PX = 256
const MARGIN_PX = 8

/** Below the button that opened it, or over it where too little is below: what leaves the screen cannot be scrolled to. */
function usePopover(opener: RefObject<HTMLButtonElement | null>) {
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = panel.current
    const button = opener.current
    if (element === null || button === null || element.matches(':popover-open')) return
    const { bottom, right } = button.getBoundingClientRect()
    const top = Math.max(MARGIN_PX, Math.min(bottom + 4, window.innerHeight - MARGIN_PX - LEAST_PX))
    element.style.top = `${String(top)}px`
    element.style.maxHeight = `min(40rem, calc(100dvh - ${String(top + MARGIN_PX)}px))`
    element.style.right = `${String(document.documentElement.clientWidth - right)}px`
    element.showPopover()
    element.querySelector<HTMLElement>('input:not(:disabled)')?.focus()
  }, [opener])
  return panel
}

function Chosen({
  choice: { id },
  index,
  last,
  onToggle,
  onMove,
  onDrop,
}: {
  choice: ColumnChoice
  index: number
  last: number
  onToggle: () => void
  onMove: (to: number) => void
  /** Another column was let go over this one. */
  onDrop: (id: ColumnId) => void
}) {
  const t = useTranslations('certificates.columns')
  const column = useTranslations('certificates.column')(id)
  const [isOver, setOver] = useState(false)
  const isName = id === 'name'
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    onMove(event.key === 'ArrowUp' ? index - 1 : index + 1)
  }
  return (
    <li
      draggable={!isName}
      onDragStart={({ dataTransfer }) => dataTransfer.setData('text/plain', id)}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        const dropped = columnIds.find((known) => known === event.dataTransfer.getData('text/plain'))
        if (dropped !== undefined) onDrop(dropped)
      }}
      onKeyDown={onKeyDown}
      className={classNames(
        'flex h-7 items-center rounded-control pr-0.5 pl-2 hover:bg-well',
        isOver && 'bg-accent-wash',
      )}
    >
      <label className="flex min-w-0 flex-1 cursor-pointer items-center gap-2">
        <CheckboxMark checked onChange={onToggle} disabled={isName} aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown" />
        <span className="truncate">{column}</span>
      </label>
      {isName ? null : (
        <>
          <Move icon="up" label={t('up', { column })} off={index <= 1} onClick={() => onMove(index - 1)} />
          <Move icon="down" label={t('down', { column })} off={index >= last} onClick={() => onMove(index + 1)} />
        </>
      )}
    </li>
  )
}

/** Not `disabled` at an end: the focus would be lost to whoever moves a column there. */
function Move({
  icon,
  label,
  off,
  onClick,
}: {
  icon: 'up' | 'down'
  label: string
  off: boolean
  onClick: () => void
}) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-disabled={off || undefined}
      onClick={off ? undefined : onClick}
      className="grid size-6 place-items-center rounded-control text-ink-3 hover:text-ink aria-disabled:opacity-35"
    >
      <Icon name={icon} size="caret" />
    </button>
  )
}
