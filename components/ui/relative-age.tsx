'use client'
import { distanceBetween } from '#lib/core/format.ts'
import { useDistanceWords } from './distance-words.ts'
import { useNow } from './ticker.ts'

/**
 * How long ago, or how far ahead, ticking. It has a fixed least width, so the text after it stands still, and it is
 * never announced (`aria-live` off even inside a live region): changes of state are, elsewhere.
 */
export function RelativeAge({
  at,
  renderedAt,
  look = 'relative',
  inline = false,
}: {
  /** Epoch ms. */
  at: number
  /** The server's now when it rendered this, or an instant that has passed, epoch ms: the clock is never before it. */
  renderedAt: number
  look?: 'relative' | 'bare'
  /** In a sentence the words close up; elsewhere the width is fixed. */
  inline?: boolean
}) {
  const now = useNow(renderedAt)
  const words = useDistanceWords()
  return (
    <time
      aria-live="off"
      dateTime={new Date(at).toISOString()}
      className={inline ? 'whitespace-nowrap' : 'inline-block min-w-[8ch] whitespace-nowrap'}
    >
      {words(distanceBetween(at, now), look)}
    </time>
  )
}
