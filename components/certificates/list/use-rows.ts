'use client'
import { useState, type FocusEvent, type KeyboardEvent, type MouseEvent, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import type { CertificateItem } from '#lib/certificates/schema.ts'
import { rowFor } from './keys.ts'
import { extendedTo, nothingSelected, pageSelected, toggledIn } from './selection.ts'
import type { SelectionState } from './use-selection.ts'

/** What stands above and below the rows of a screen, px. */
const AROUND = 140

/**
 * One row of the page is the current one: Tab leads to it and to its controls, arrow keys to the others. With Shift they
 * draw a range, as a press with Shift does; Space selects, Ctrl+A the whole page, Escape nothing.
 */
export function useRows(
  items: readonly CertificateItem[],
  body: RefObject<HTMLElement | null>,
  { selection, change }: SelectionState,
) {
  const [named, setNamed] = useState<string | null>(null)
  const at = items.findIndex(({ identifier }) => identifier === named)
  const current = Math.max(0, at)

  const goTo = (index: number, part: RowPart) => {
    flushSync(() => setNamed(items[index]?.identifier ?? null))
    const row = rowElement(body.current, index)
    const target = (part === 'link' ? null : row?.querySelector<HTMLElement>(part)) ?? row?.querySelector('a')
    target?.focus({ preventScroll: true })
    target?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }

  return {
    current,
    onFocus: ({ target }: FocusEvent) => {
      const identifier = items[rowOf(target) ?? -1]?.identifier
      if (identifier !== undefined) setNamed(identifier)
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.altKey) return
      if (event.key === 'Escape' && selection.chosen.size > 0) {
        event.preventDefault()
        change(() => nothingSelected)
        return
      }
      const index = rowOf(event.target)
      const item = index === undefined ? undefined : items[index]
      if (index === undefined || item === undefined) return
      if (event.ctrlKey || event.metaKey) {
        if (event.key !== 'a' || event.shiftKey) return
        event.preventDefault()
        change((before) => pageSelected(before, items))
        return
      }
      const part = partOf(event.target)
      if (event.key === ' ' && part === 'link') {
        event.preventDefault()
        change((before) =>
          event.shiftKey ? extendedTo(before, items, { from: index, to: index }) : toggledIn(before, item),
        )
        return
      }
      const to = rowFor(event.key, index, { count: items.length, screenful: screenfulOf(body.current, index) })
      if (to === undefined) return
      event.preventDefault()
      if (event.shiftKey) change((before) => extendedTo(before, items, { from: index, to }))
      goTo(to, part)
    },
    onMouseDown: (event: MouseEvent) => {
      // The browser would mark the text between two presses.
      if (event.shiftKey && rowOf(event.target) !== undefined) event.preventDefault()
    },
    onClickCapture: (event: MouseEvent) => {
      const index = rowOf(event.target)
      const item = index === undefined ? undefined : items[index]
      if (index === undefined || item === undefined || event.button !== 0) return
      const part = partOf(event.target)
      if (event.shiftKey && part !== 'button') {
        // A box changes by itself, and React puts it right; kept from it, the browser would put it wrong.
        if (part === 'link') event.preventDefault()
        change((before) => extendedTo(before, items, { from: current, to: index }))
        goTo(index, 'link')
      } else if (part === 'input') {
        change((before) => toggledIn(before, item))
      }
    },
  }
}

/** What of a row has the focus: another row's is the same part. */
type RowPart = 'link' | 'input' | 'button'

function partOf(target: EventTarget): RowPart {
  if (!(target instanceof Element)) return 'link'
  if (target.closest('input') !== null) return 'input'
  return target.closest('button') === null ? 'link' : 'button'
}

function rowOf(target: EventTarget): number | undefined {
  const row = target instanceof Element ? target.closest('tbody > tr[aria-rowindex]') : null
  return row === null ? undefined : Number(row.ariaRowIndex) - 2
}

function rowElement(body: HTMLElement | null, index: number): Element | null {
  return body?.querySelector(`tbody > tr[aria-rowindex="${String(index + 2)}"]`) ?? null
}

function screenfulOf(body: HTMLElement | null, index: number): number {
  const height = rowElement(body, index)?.getBoundingClientRect().height ?? 0
  return height === 0 ? 1 : Math.max(1, Math.floor((window.innerHeight - AROUND) / height) - 1)
}
