import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'
import { nowLine, type TimeAxis } from './interval-strip.tsx'
import { shownFrom, type PhonePlace, type LeastWidth } from './table-places.ts'

/**
 * The parts of a ruled table: fixed layout, hairlines between rows, nothing boxed and no zebra. Column widths belong
 * to the page (`<col>` or classes on the heads); with a fixed layout nothing moves when data replaces the skeleton.
 */
export function Table({
  label,
  busy = false,
  density = 'regular',
  bleed = true,
  axis,
  stacks = false,
  children,
}: {
  label: string
  busy?: boolean
  density?: 'compact' | 'regular' | 'log'
  /** The first and last cells meet the page margin (a list) or the edge of the text (a table in a document). */
  bleed?: boolean
  /** Where the now line of its `NowCell`s runs. */
  axis?: TimeAxis
  /** On phones every row becomes a block whose cells lie where their `phone` says (`tall`: with a line of text at its foot); without it the table keeps its shape. */
  stacks?: boolean | 'tall'
  children: ReactNode
}) {
  return (
    <div className="@container">
      <table
        role="table"
        className="ruled"
        data-stacks={stacks || undefined}
        data-density={density}
        data-bleed={bleed}
        aria-label={label}
        aria-busy={busy || undefined}
        style={axis === undefined ? undefined : nowLine(axis)}
      >
        {children}
      </table>
    </div>
  )
}

export type Sorting = 'ascending' | 'descending' | 'none'

/** A column's head. With `href` it can be sorted by, and `aria-sort` says how it is; units stand here, not in cells. */
export function ColumnHead({
  align = 'left',
  sorting,
  href,
  from,
  className,
  children,
}: {
  align?: 'left' | 'right'
  sorting?: Sorting
  href?: string
  from?: LeastWidth
  /** Its width: `w-26`. A head sets it for the whole column; with a hidden column `<col>` would count wrongly. */
  className?: string
  children: ReactNode
}) {
  const sorted = sorting === 'ascending' || sorting === 'descending'
  const word = (
    <>
      {children}
      {sorted ? <Icon name={sorting === 'ascending' ? 'up' : 'down'} size="caret" className="ml-0.5" /> : null}
    </>
  )
  return (
    <th
      role="columnheader"
      scope="col"
      aria-sort={sorting}
      className={classNames(
        align === 'right' && 'text-right',
        sorted && 'font-semibold text-ink',
        shownFrom(from),
        className,
      )}
    >
      {href === undefined ? (
        word
      ) : (
        <Link href={href} prefetch={false} scroll={false} className="text-inherit">
          {word}
        </Link>
      )}
    </th>
  )
}

/** One row; `open` while its dialog or its detail is. Its action takes colour when pointer or focus is inside. */
export function Row({ open = false, ...rest }: Omit<ComponentProps<'tr'>, 'className'> & { open?: boolean }) {
  return <tr {...rest} role="row" className={classNames('table-row-line group/row', open && 'bg-well')} />
}

export function Cell({
  align = 'left',
  phone,
  from,
  tone = 'ink',
  children,
}: {
  align?: 'left' | 'right'
  phone?: PhonePlace
  from?: LeastWidth
  tone?: 'ink' | 'quiet'
  children?: ReactNode
}) {
  return (
    <td
      role="cell"
      data-phone={phone}
      className={classNames(align === 'right' && 'text-right', tone === 'quiet' && 'text-ink-2', shownFrom(from))}
    >
      {children}
    </td>
  )
}
