'use client'
import { useEffect, type RefObject } from 'react'
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

/** `?` asks for the list of keys, from wherever `/` would go to the search box. */
export function useHelpKey(open: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.key !== '?' || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return
      if (isTyping(event.target) || document.querySelector('[role$="dialog"]') !== null) return
      event.preventDefault()
      open()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => {
      document.removeEventListener('keydown', onKeyDown)
    }
  }, [open])
}

/** Escape, from wherever nothing nearer is closed or left by it. */
export function useEscapeKey(act: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || isTyping(event.target)) return
      if (document.querySelector('[role$="dialog"], :popover-open') !== null) return
      act()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => {
      document.removeEventListener('keydown', onKeyDown)
    }
  }, [act])
}

/** Which row a key leads to from the row `at`; undefined where it leads nowhere. */
export function rowFor(key: string, at: number, { count, screenful }: { count: number; screenful: number }) {
  const to = targetOf(key, at, count, screenful)
  if (to === undefined) return undefined
  const bounded = Math.min(count - 1, Math.max(0, to))
  return bounded === at ? undefined : bounded
}

function targetOf(key: string, at: number, count: number, screenful: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return at + 1
    case 'ArrowUp':
      return at - 1
    case 'PageDown':
      return at + screenful
    case 'PageUp':
      return at - screenful
    case 'Home':
      return 0
    case 'End':
      return count - 1
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
