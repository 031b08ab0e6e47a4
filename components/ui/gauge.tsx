import type { ReactNode } from 'react'

/**
 * How much of something is there, as a ruled bar with its sentence. The sentence says the same; the bar is decoration
 * and hidden from assistive technology. `share` runs from 0 to 1.
 */
export function Gauge({ share, children }: { share: number; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-2.25 text-small text-ink-2">
      <span aria-hidden="true" className="gauge-bar">
        <span className="absolute bottom-0 left-0 h-1 bg-accent" style={{ width: `${String(share * 100)}%` }} />
      </span>
      <span>{children}</span>
    </span>
  )
}

/** Ten ticks for a rate against its limit, one per call and second; the sentence beside them carries the figures. */
export function RateTicks({ rate, limit }: { rate: number; limit: number }) {
  const filled = Math.min(10, (rate / limit) * 10)
  return (
    <span aria-hidden="true" className="painted inline-flex gap-0.5">
      {Array.from({ length: 10 }, (_, index) => (
        <span key={index} className="relative block h-2.75 w-0.75 bg-bar-2">
          <span
            className="absolute inset-x-0 bottom-0 bg-accent"
            style={{ height: `${String(Math.round(Math.min(1, Math.max(0, filled - index)) * 100))}%` }}
          />
        </span>
      ))}
    </span>
  )
}
