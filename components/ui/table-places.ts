/**
 * Where a cell of a stacking table lies in its row's block on phones: `name` on top, `status` under it, `start`,
 * `middle` and `end` on one small line, `strip` across the foot, `action` at the right over the first two lines.
 */
export type PhonePlace = 'name' | 'status' | 'start' | 'middle' | 'end' | 'strip' | 'action' | 'none'

const hiddenBelow = {
  620: 'rail:@max-[620px]:hidden',
  700: 'rail:@max-[700px]:hidden',
  780: 'rail:@max-[780px]:hidden',
  900: 'rail:@max-[900px]:hidden',
  980: 'rail:@max-[980px]:hidden',
  1030: 'rail:@max-[1030px]:hidden',
  1100: 'rail:@max-[1100px]:hidden',
} as const

/**
 * From how many px of the table's own width a column is shown beside the others. The table's, not the screen's: a
 * panel may stand beside it. Choose it so that the column without a width, the name, keeps 120 px. Phones go by
 * `phone`.
 */
export type LeastWidth = keyof typeof hiddenBelow

/** The class that hides a column where there is no room for it. Give its head and all its cells the same. */
export function shownFrom(from: LeastWidth | undefined): string | null {
  return from === undefined ? null : hiddenBelow[from]
}
