'use client'
import { useEffect, type KeyboardEvent, type RefObject } from 'react'
import { paths } from '#lib/core/paths.ts'

/** `/` goes to the search box from anywhere on the page, except from where somebody types or a dialog is open. */
export function useSlashKey(input: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.key !== '/' || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return
      if (isTyping(event.target) || document.querySelector('[role$="dialog"]') !== null) return
      event.preventDefault()
      input.current?.focus()
      input.current?.select()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => {
      document.removeEventListener('keydown', onKeyDown)
    }
  }, [input])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select')) &&
    !isBox(target)
  )
}

function isBox(target: HTMLElement): boolean {
  return target.matches('[type="checkbox"], [type="radio"]')
}

/** Arrow keys go from row to row, Home and End to the first and last; from an action to the next row's action. */
export function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  if (event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return
  const from = event.target instanceof Element ? event.target : null
  const row = from?.closest('tbody > tr')
  if (!from || !row?.parentElement) return
  const next = rowFor(event.key, row, Array.from(row.parentElement.children))
  if (next === undefined) return
  event.preventDefault()
  const action = from.closest('[data-phone="action"]') === null ? null : next.querySelector('button')
  const target = action ?? next.querySelector('a')
  target?.focus()
  target?.scrollIntoView({ block: 'nearest' })
}

function rowFor(key: string, row: Element, rows: readonly Element[]): Element | undefined {
  const at = rows.indexOf(row)
  switch (key) {
    case 'ArrowDown':
      return rows[at + 1]
    case 'ArrowUp':
      return rows[at - 1]
    case 'Home':
      return rows[0]
    case 'End':
      return rows.at(-1)
    default:
      return undefined
  }
}

/**
 * The row to go on from when a dialog has been closed: its own, or if that is gone, the next one that is still there;
 * of the last row, the one before it. `before` are the rows as they were when it opened.
 */
export function rowInPlaceOf(identifier: string, before: readonly RowOf[], now: readonly RowOf[]): string | null {
  const at = before.findIndex((row) => row.identifier === identifier)
  const order = [...before.slice(at), ...before.slice(0, at).reverse()]
  const present = new Set(now.map((row) => row.identifier))
  return order.find((row) => present.has(row.identifier))?.identifier ?? null
}
type RowOf = { readonly identifier: string }

/** Its name, never its action: nobody gets from one revocation into another by pressing Enter again. */
export function linkOfRow(identifier: string): HTMLElement | null {
  return document.querySelector(`tbody a[href="${CSS.escape(paths.certificate(identifier))}"]`)
}
