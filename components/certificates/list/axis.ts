import type { TimeAxis } from '#components/ui/interval-strip.tsx'
import { instantOf } from '#lib/core/format.ts'
import type { CertificateFacets } from '#lib/certificates/schema.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * The time axis that all rows share: what matches from its first day to its last, and now. Without counts yet, a year
 * to either side. Times are epoch ms.
 */
export function axisOf(validity: CertificateFacets['validity'] | undefined, now: number): TimeAxis {
  const from = instantOf(validity?.from ?? '') ?? now - 365 * DAY_MS
  const to = instantOf(validity?.to ?? '') ?? now + 365 * DAY_MS
  return { from: Math.min(from, now - DAY_MS), to: Math.max(to, now + DAY_MS), now }
}

/** The months at the ends of the axis: `2025-10`. */
export function axisEnds({ from, to }: TimeAxis): [string, string] {
  return [new Date(from).toISOString().slice(0, -17), new Date(to).toISOString().slice(0, -17)]
}
