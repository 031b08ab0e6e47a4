import { meetsTarget, type Row } from './row.ts'

export function printRow(row: Row): string {
  const { name, figure, floor, ratio, unit, target } = row
  const wanted = target
    ? 'atLeast' in target
      ? `>= ${target.atLeast.toFixed(2)}`
      : `<= ${target.atMost.toFixed(2)}`
    : ''
  const verdict = target ? (meetsTarget(row) ? 'met' : 'MISSED') : ''
  const cells = [figure.toFixed(2), floor.toFixed(2), ratio.toFixed(3)].map((cell) => cell.padStart(9))
  return `${name.padEnd(64)}${cells.join('')} ${unit.padEnd(10)} ${wanted.padEnd(9)} ${verdict}`.trimEnd()
}

export const heading = `${'what'.padEnd(64)}${['figure', 'floor', 'ratio'].map((cell) => cell.padStart(9)).join('')} unit       target`

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** By the nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
