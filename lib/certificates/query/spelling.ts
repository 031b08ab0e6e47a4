/**
 * The one of `known` that `word` is most like, or null: one slip of the keyboard in four or five letters, two in more.
 * Shorter ones are like too much.
 */
export function nearest(word: string, known: readonly string[]): string | null {
  let best: string | null = null
  let least = Infinity
  for (const candidate of known) {
    const allowed = candidate.length > 5 ? 2 : candidate.length > 3 ? 1 : 0
    const slips = Math.abs(candidate.length - word.length) > allowed ? Infinity : slipsBetween(word, candidate)
    if (slips <= allowed && slips < least) {
      best = candidate
      least = slips
    }
  }
  return best
}

/** Letters added, left out, changed or swapped with their neighbour. */
function slipsBetween(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, at) => at)]
  const at = (row: number, column: number) => rows[row]?.[column] ?? Infinity
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1]
      const isSwapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      row.push(
        Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + (isSame ? 0 : 1),
          isSwapped ? at(i - 2, j - 2) + 1 : Infinity,
        ),
      )
    }
  }
  return at(one.length, other.length)
}
