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
  sticks = false,
  least,
  rowCount,
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
  /** The heads stay in sight while the rows are scrolled. */
  sticks?: boolean
  /** How wide it is at least, as `87.5rem`: in less room it scrolls in its own place and the first column stays. Not on phones. */
  least?: string | undefined
  /** How many rows there are with the head, where not all of them are in the document. */
  rowCount?: number | undefined
  children: ReactNode
}) {
  return (
    <div className={classNames('@container', least !== undefined && 'table-scroll')}>
      <table
        role="table"
        className="ruled"
        data-stacks={stacks || undefined}
        data-density={density}
        data-bleed={bleed}
        aria-label={label}
        data-sticks={sticks || undefined}
        aria-busy={busy || undefined}
        aria-rowcount={rowCount}
        style={{ ...(axis !== undefined && nowLine(axis)), ...(least !== undefined && { '--least': least }) }}
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
  width,
  lead,
  edge,
  name,
  children,
}: {
  align?: 'left' | 'right'
  sorting?: Sorting | undefined
  href?: string | undefined
  from?: LeastWidth | undefined
  /** Its width: `w-26`. A head sets it for the whole column; with a hidden column `<col>` would count wrongly. */
  className?: string | undefined
  /** The same where it is not known before: `6.5rem`, for the class `w-(--width)`. */
  width?: string | undefined
  /** What stands before its word, and what lies on its right edge. */
  lead?: ReactNode
  edge?: ReactNode
  /** What the column is called, where more stands in the head: a screen reader would say all of it at every cell. */
  name?: string | undefined
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
      aria-label={name}
      aria-sort={sorting}
      className={classNames(
        align === 'right' && 'text-right',
        sorted && 'font-semibold text-ink',
        shownFrom(from),
        className,
      )}
      style={width === undefined ? undefined : { '--width': width }}
    >
      {lead}
      {href === undefined ? (
        word
      ) : (
        <Link href={href} prefetch={false} scroll={false} className="text-inherit">
          {word}
        </Link>
      )}
      {edge}
    </th>
  )
}

/** One row; `open` while its dialog or its detail is. Its action takes colour when pointer or focus is inside. */
export function Row({
  open = false,
  selected = false,
  ...rest
}: Omit<ComponentProps<'tr'>, 'className'> & { open?: boolean; selected?: boolean }) {
  return (
    <tr
      {...rest}
      role="row"
      className={classNames('table-row-line group/row', open ? 'bg-well' : selected && 'bg-accent-wash')}
    />
  )
}

/** In the place of rows that are not in the document, as high as they would be. */
export function RowGap({ rows }: { rows: number }) {
  return (
    <tr className="row-gap" aria-hidden="true" style={{ '--rows': rows }}>
      <td />
    </tr>
  )
}

export function Cell({
  align = 'left',
  phone,
  from,
  tone = 'ink',
  onPhones = false,
  children,
}: {
  align?: 'left' | 'right'
  phone?: PhonePlace | undefined
  from?: LeastWidth | undefined
  tone?: 'ink' | 'quiet'
  /** Only on phones: where the block of a row keeps what the table does not show. */
  onPhones?: boolean
  children?: ReactNode
}) {
  return (
    <td
      role="cell"
      data-phone={phone}
      className={classNames(
        align === 'right' && 'text-right',
        tone === 'quiet' && 'text-ink-2',
        onPhones ? 'rail:hidden' : shownFrom(from),
      )}
    >
      {children}
    </td>
  )
}
