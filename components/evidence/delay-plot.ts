export const PLOT_HEIGHT = 148

const top = 12
const bottom = PLOT_HEIGHT - 12
// In percent of the width, so that no dot is cut at an edge.
const left = 1.5
const right = 98.5

const SECOND_MS = 1_000
const scale = [1, 10, 60, 600, 3_600, 21_600, 86_400, 604_800].map((seconds) => seconds * SECOND_MS)

export type DelayPlot = {
  /** `x` in percent of the width; every `y` is in pixels. */
  dots: { x: number; y: number }[]
  ticks: { ms: number; y: number }[]
  median: number
  p95: number
}

/** Where each delay (ms, newest first) stands: oldest on the left, heights logarithmic between two round times. */
export function plotDelays(
  delaysMs: readonly number[],
  { medianMs, p95Ms }: { medianMs: number; p95Ms: number },
): DelayPlot {
  const longest = Math.max(SECOND_MS, ...delaysMs)
  const shortest = Math.max(SECOND_MS, Math.min(...delaysMs))
  const low = scale.findLast((ms) => ms <= shortest) ?? SECOND_MS
  const high = scale.find((ms) => ms >= longest && ms > low) ?? longest
  const y = (ms: number) =>
    round(bottom - ((Math.log(Math.max(low, ms)) - Math.log(low)) / (Math.log(high) - Math.log(low))) * (bottom - top))
  const step = delaysMs.length < 2 ? 0 : (right - left) / (delaysMs.length - 1)
  const oldestFirst = [...delaysMs].reverse()
  return {
    dots: oldestFirst.map((ms, index) => ({ x: round(left + index * step), y: y(ms) })),
    ticks: [...scale.filter((ms) => ms >= low && ms <= high), ...(scale.includes(high) ? [] : [high])].map((ms) => ({
      ms,
      y: y(ms),
    })),
    median: y(medianMs),
    p95: y(p95Ms),
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
