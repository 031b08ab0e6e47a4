import { Instant } from '#components/ui/instant.tsx'
import { formatUtcDate, instantOf } from '#lib/core/format.ts'

/** The time alone on the day itself, with the date on every other. `at` is RFC 3339, `renderedAt` epoch ms. */
export function ShortInstant({
  at,
  renderedAt,
  precise = false,
}: {
  at: string | null
  renderedAt: number
  /** With milliseconds: the steps of one second have to be told apart. */
  precise?: boolean
}) {
  const epochMs = at === null ? null : instantOf(at)
  const isToday = epochMs !== null && formatUtcDate(epochMs) === formatUtcDate(renderedAt)
  if (precise) return <Instant at={epochMs} precision={isToday ? 'time-millisecond' : 'millisecond'} />
  return <Instant at={epochMs} precision={isToday ? 'time' : 'second'} />
}
