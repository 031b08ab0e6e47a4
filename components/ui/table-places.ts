/**
 * Where a cell of a stacking table lies in its row's block on phones: `name` on top, `status` under it, `start`,
 * `middle` and `end` on one small line, `strip` across the foot, `action` at the right over the first two lines.
 */
export type PhonePlace = 'name' | 'status' | 'start' | 'middle' | 'end' | 'strip' | 'action' | 'none'

/** The width from which a column is shown beside the others: 900 (`pair`) or 1200 (`side`). Phones go by `phone`. */
export type WidthName = 'pair' | 'side'

/** The classes that hide a column in the widths between phone and its own. Give its head and all its cells the same. */
export function shownFrom(from: WidthName | undefined): string | null {
  if (from === undefined) return null
  return from === 'pair' ? 'rail:max-pair:hidden' : 'rail:max-side:hidden'
}
