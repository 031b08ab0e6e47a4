'use client'
import { useEffect, useState, type RefObject } from 'react'

/** So many rows are all in the document, where the browser's own search and a screen reader find them. */
const WHOLE_PAGE = 120
const BEYOND = 20
/** By so many rows at once, so that scrolling draws seldom. */
const STEP = 10

type Range = { readonly from: number; readonly to: number }

/**
 * Which rows of a long page are in the document: those in sight and some beyond. The others are as high as these, so
 * that nothing moves when they come. Whatever scrolls, the page or the table, is listened to.
 */
export function useRowWindow(count: number, body: RefObject<HTMLElement | null>): Range {
  const [range, setRange] = useState<Range>({ from: 0, to: 60 })
  const isWhole = count <= WHOLE_PAGE
  useEffect(() => {
    if (isWhole) return
    let frame = 0
    const look = () => {
      frame = 0
      const rows = body.current?.querySelector('tbody')?.getBoundingClientRect()
      if (rows === undefined || rows.height === 0) return
      const next = rangeAt({ top: rows.top, rowHeight: rows.height / count, viewHeight: window.innerHeight }, count)
      setRange((held) => (held.from === next.from && held.to === next.to ? held : next))
    }
    const ask = () => {
      if (frame === 0) frame = requestAnimationFrame(look)
    }
    ask()
    document.addEventListener('scroll', ask, { capture: true, passive: true })
    window.addEventListener('resize', ask)
    return () => {
      cancelAnimationFrame(frame)
      document.removeEventListener('scroll', ask, { capture: true })
      window.removeEventListener('resize', ask)
    }
  }, [body, count, isWhole])
  return isWhole ? { from: 0, to: count } : { from: Math.min(range.from, count), to: Math.min(range.to, count) }
}

/** `top` is where the first row lies below the upper edge of the view; all px. */
export function rangeAt(
  { top, rowHeight, viewHeight }: { top: number; rowHeight: number; viewHeight: number },
  count: number,
): Range {
  const first = Math.floor(-top / rowHeight) - BEYOND
  const last = Math.ceil((viewHeight - top) / rowHeight) + BEYOND
  const within = (row: number) => Math.min(count, Math.max(0, row))
  return { from: within(Math.floor(first / STEP) * STEP), to: within(Math.ceil(last / STEP) * STEP) }
}

/** The rows to draw, in order, and how many are left out before each and after the last. `kept` is drawn in any case: it has the focus. */
export function drawnRows(
  { from, to }: Range,
  kept: number,
  count: number,
): { rows: { index: number; gap: number }[]; rest: number } {
  const indexes = Array.from({ length: to - from }, (_, index) => from + index)
  if (kept < from && kept >= 0) indexes.unshift(kept)
  if (kept >= to && kept < count) indexes.push(kept)
  const rows = indexes.map((index, at) => ({ index, gap: index - (indexes[at - 1] ?? -1) - 1 }))
  return { rows, rest: count - 1 - (indexes.at(-1) ?? -1) }
}
