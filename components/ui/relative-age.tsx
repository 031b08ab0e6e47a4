'use client'
import { distanceBetween } from '#lib/core/format.ts'
import { useDistanceWords } from './distance-words.ts'
import { useNow } from './ticker.ts'

/**
 * How long ago, or how far ahead, ticking. It has a fixed least width, so the text after it stands still, and it is
 * never announced: changes of state are, elsewhere.
 */
export function RelativeAge({
  at,
  renderedAt,
  look = 'relative',
}: {
  /** Epoch ms. */
  at: number
  /** The server's now when it rendered this, epoch ms. */
  renderedAt: number
  look?: 'relative' | 'bare'
}) {
  const now = useNow(renderedAt)
  const words = useDistanceWords()
  return (
    <time dateTime={new Date(at).toISOString()} className="inline-block min-w-[8ch] whitespace-nowrap">
      {words(distanceBetween(at, now), look)}
    </time>
  )
}
