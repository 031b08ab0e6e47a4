/** The vendor's rule: at most `limit` accepted calls in any sliding second. A refused one does not count. */
export type StrictWindow = { readonly accepts: (at: number) => boolean; readonly accepted: number[]; refused: number }

export function strictWindow(limit = 10): StrictWindow {
  const window: StrictWindow = {
    accepted: [],
    refused: 0,
    accepts: (at) => {
      const recent = window.accepted.slice(-limit)
      const isFull = recent.length === limit && at - (recent[0] ?? -Infinity) < 1_000
      if (isFull) window.refused += 1
      else window.accepted.push(at)
      return !isFull
    },
  }
  return window
}
