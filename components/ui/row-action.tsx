import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'

/**
 * The one destructive word at the end of a row. Quiet until the pointer or the focus is in the row (`group/row` on it):
 * a column of red would be a column nobody reads. On phones it is always a button of a finger's size.
 * `unavailable` strikes it through and becomes its description; it stays focusable.
 */
export function RowAction({
  unavailable,
  onClick,
  ...rest
}: Omit<ComponentProps<'button'>, 'className' | 'disabled' | 'title'> & { unavailable?: string | undefined }) {
  const available = unavailable === undefined
  return (
    <button
      {...rest}
      type="button"
      onClick={available ? onClick : undefined}
      aria-disabled={available ? undefined : true}
      title={unavailable}
      className={classNames(
        'h-6 rounded-control border border-transparent px-2 text-small text-ink-3 duration-quick motion-safe:transition-colors',
        'max-rail:h-9 max-rail:border-control max-rail:px-3.5 max-rail:text-body max-rail:text-ink',
        available
          ? 'group-hover/row:border-danger group-hover/row:bg-sheet group-hover/row:text-danger group-focus-within/row:border-danger group-focus-within/row:bg-sheet group-focus-within/row:text-danger'
          : // Stronger than its word: a thin stroke is lost among those of a Chinese character.
            'line-through decoration-ink-2 decoration-[1.5px] max-rail:border-dashed',
      )}
    />
  )
}
