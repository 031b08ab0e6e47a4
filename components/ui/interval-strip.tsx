import type { ReactNode } from 'react'
import { shareOf } from '#lib/core/format.ts'
import { classNames } from './class-names.ts'
import { shownFrom, type LeastWidth } from './table-places.ts'

export type IntervalTone = 'valid' | 'expiring' | 'expired' | 'revoked' | 'accepted' | 'unknown' | 'deleted' | 'none'

/** The axis that all rows of one list share, epoch ms. `now` is where the now line runs through every one of them. */
export type TimeAxis = { readonly from: number; readonly to: number; readonly now: number }

const percent = (share: number) => `${(share * 100).toFixed(2)}%`

/** For the style of a table whose cells carry the now line: `<table style={nowLine(axis)}>`. */
export function nowLine(axis: TimeAxis): { '--now': string } {
  return { '--now': percent(shareOf(axis.now, axis.from, axis.to)) }
}

/**
 * Validity on a shared axis: a thin rule for what is spent, a thick bar for what is left, a slash where it was revoked.
 * The now line itself belongs to the cell, so that it runs unbroken from row to row. Hidden from assistive technology:
 * the expiry date in its own column says the same.
 */
export function IntervalStrip({
  from,
  to,
  axis,
  tone,
  cutAt,
}: {
  from: number
  to: number
  axis: TimeAxis
  tone: IntervalTone
  /** When it was revoked, epoch ms; null where nobody knows, and then no slash claims a time. */
  cutAt?: number | null
}) {
  if (tone === 'none') return <span className="interval" aria-hidden="true" />
  const start = shareOf(from, axis.from, axis.to)
  const now = shareOf(axis.now, axis.from, axis.to)
  const end = Math.max(start, shareOf(to, axis.from, axis.to))
  const isCut = tone === 'revoked' || tone === 'accepted'
  const hasCut = isCut && cutAt !== null
  const cut = cutAt === undefined ? now : cutAt === null ? start : shareOf(cutAt, axis.from, axis.to)
  const turn = Math.min(isCut ? cut : now, end)
  return (
    <span className="interval" data-tone={tone} aria-hidden="true">
      <i className="past" style={{ left: percent(start), width: percent(Math.max(0, turn - start)) }} />
      {end > turn ? <i className="left" style={{ left: percent(turn), width: percent(end - turn) }} /> : null}
      {hasCut ? <i className="cut" style={{ left: percent(turn) }} /> : null}
    </span>
  )
}

/**
 * The head over the strips: the word for now above the line's beginning, and the axis's ends in small text. As column
 * head it says what the column shows to those who do not see it.
 */
export function NowHead({
  axis,
  now,
  label,
  ends,
  from,
  className,
  width,
  edge,
}: {
  axis: TimeAxis
  now: string
  label: string
  ends?: readonly [string, string]
  from?: LeastWidth | undefined
  className?: string | undefined
  /** As of a ColumnHead. */
  width?: string | undefined
  edge?: ReactNode
}) {
  const share = shareOf(axis.now, axis.from, axis.to)
  // An end is left out where the word for now would lie on it.
  const [first, last] = ends ?? [null, null]
  return (
    <th
      role="columnheader"
      scope="col"
      aria-label={label}
      className={classNames('now-column now-head', shownFrom(from), className)}
      style={width === undefined ? undefined : { '--width': width }}
    >
      <span className="sr-only">{label}</span>
      <span aria-hidden="true">
        {first !== null && share > 0.45 ? <span className="left-0">{first}</span> : null}
        <span
          className="-translate-x-1/2 font-semibold text-accent"
          style={{ left: `clamp(1em, ${percent(share)}, 100% - 1em)` }}
        >
          {now}
        </span>
        {last !== null && share < 0.55 ? <span className="right-0">{last}</span> : null}
      </span>
      {edge}
    </th>
  )
}

/** The cell of one row's strip; the now line runs through it from edge to edge. */
export function NowCell({
  from,
  onPhones = false,
  children,
}: {
  from?: LeastWidth | undefined
  /** As of a Cell. */
  onPhones?: boolean
  children: ReactNode
}) {
  return (
    <td role="cell" data-phone="strip" className={classNames('now-column', onPhones ? 'rail:hidden' : shownFrom(from))}>
      {children}
    </td>
  )
}
