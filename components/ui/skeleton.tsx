import { classNames } from './class-names.ts'
import { shownFrom, type PhonePlace, type LeastWidth } from './table-places.ts'

/**
 * Bars in the place of text that is on its way. They appear after 150 ms (a fast answer never shows them) and do not
 * shimmer. Widths come in per cent of their column, varied by row so that they read as text.
 */
export function SkeletonBar({ width = '70%' }: { width?: string }) {
  return <span className="skeleton block h-2 rounded-[1px] bg-line" style={{ width }} aria-hidden="true" />
}

/** How much of a column its text usually fills (0 to 1; 0 is empty), and where the cell lies on phones. */
export type SkeletonColumn = {
  readonly share: number
  readonly phone?: PhonePlace
  readonly align?: 'left' | 'right'
  readonly from?: LeastWidth
  /** Only on phones. */
  readonly onPhones?: boolean
}

const spread = [0.7, 0.46, 0.84, 0.58, 0.76, 0.52, 0.66]

/**
 * Rows of a table before its data: as many, as high and as wide as the real ones, so that nothing moves by more than a
 * pixel when those come. They stand inside the real `<tbody>` under the real head; the table carries `aria-busy`.
 */
export function SkeletonRows({ rows, columns }: { rows: number; columns: readonly SkeletonColumn[] }) {
  return Array.from({ length: rows }, (_, row) => (
    <tr key={row} className="table-row-line" aria-hidden="true">
      {columns.map(({ share, phone, align, from, onPhones }, column) => (
        <td
          key={column}
          data-phone={phone}
          className={classNames(
            phone === 'strip' && 'now-column',
            align === 'right' && '*:ml-auto',
            onPhones === true ? 'rail:hidden' : shownFrom(from),
          )}
        >
          {share === 0 ? null : <SkeletonBar width={`${String(Math.round(share * varied(row + column) * 100))}%`} />}
        </td>
      ))}
    </tr>
  ))
}

function varied(index: number): number {
  return spread[index % spread.length] ?? 1
}
