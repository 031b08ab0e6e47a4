import { appendFileSync } from 'node:fs'

// `npm run test:faults` runs everything, `npm test` what fits into it. A failing seed says how it is run again, alone.

const given = process.env['FAULT_SEED']

/** Everything, or everything of one seed. */
export const isThorough = process.env['FAULT_SEEDS'] === 'all'

/** All hundred, the one that is run again, or so many as `npm test` has time for. */
export function seedsOf(few: number): number[] {
  if (given !== undefined) return [Number(given)]
  return Array.from({ length: isThorough ? 100 : few }, (_, index) => index + 1)
}

/** Says with whatever fails in `run` which command runs its seed again. */
export async function replayable<Value>(seed: number, file: string, run: () => Promise<Value>): Promise<Value> {
  try {
    return await run()
  } catch (cause) {
    const command = `FAULT_SEED=${String(seed)} npm run test:faults -- ${file}`
    if (cause instanceof Error) cause.message = `seed ${String(seed)}, again with: ${command}\n${cause.message}`
    throw cause
  }
}

/** What a file has counted, for the lines that `npm run test:faults` ends with. */
export function tellFigures(of: string, figures: Record<string, number>): void {
  const file = process.env['FAULT_FIGURES']
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ of, figures })}\n`)
}
