import { formatInstant, instantOf, type InstantPrecision } from '#lib/core/format.ts'
import { Absent } from './absent.tsx'

/**
 * An instant in UTC. The local time is its title, filled in by `LocalTimes` (one listener for the whole document)
 * when the pointer or the focus comes: the server does not know the reader's time zone.
 */
export function Instant({ at, precision = 'second' }: { at: number | string | null; precision?: InstantPrecision }) {
  const epochMs = at === null ? null : instantOf(at)
  if (epochMs === null) return <Absent />
  return (
    <time dateTime={new Date(epochMs).toISOString()} className="whitespace-nowrap">
      {formatInstant(epochMs, precision)}
    </time>
  )
}
