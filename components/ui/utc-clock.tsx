'use client'
import { formatUtcTime } from '#lib/core/format.ts'
import { useNow } from './ticker.ts'

/** The time that everything else on the page is written in. */
export function UtcClock({ renderedAt }: { renderedAt: number }) {
  const now = useNow(renderedAt)
  return (
    <time dateTime={new Date(now).toISOString()} className="font-mono text-small whitespace-nowrap text-ink">
      {formatUtcTime(now)} UTC
    </time>
  )
}
