import { useEffect, useRef } from 'react'

/** Where the focus goes: the address of a view, the button that edits it, or the one that takes back what was done. */
export const focusIds = {
  link: (viewId: string) => `open-view-${viewId}`,
  edit: (viewId: string) => `edit-view-${viewId}`,
  undo: 'undo-view',
  whole: 'open-all-certificates',
}

/**
 * What was pressed often goes with the press, and would leave the focus to the page. Then it goes to the element of this
 * id, as soon as that is there; not where somebody has gone on meanwhile.
 */
export function useNextFocus(): (id: string) => void {
  const next = useRef<string | null>(null)
  useEffect(() => {
    if (next.current === null || document.activeElement !== document.body) return
    const target = document.getElementById(next.current)
    if (target === null) return
    target.focus()
    next.current = null
  })
  return (id) => {
    next.current = id
  }
}
