/** One line of `npm run bench`: what was measured, beside the best that anything could do. */
export type Row = {
  readonly name: string
  readonly figure: number
  readonly floor: number
  /** figure / floor, or what `name` says it is. */
  readonly ratio: number
  readonly unit: string
  /** Of the ratio. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number }
}

export function meetsTarget({ ratio, target }: Row): boolean {
  if (!target) return true
  return 'atLeast' in target ? ratio >= target.atLeast : ratio <= target.atMost
}
