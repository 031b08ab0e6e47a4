import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Outcome } from './outcome.ts'
import { runVitest } from './vitest.ts'

type Figures = Record<string, number>

/** Every seed of every fault test; in the end it says what was counted. */
export async function runAllFaults(only: readonly string[]): Promise<Outcome> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rescind-figures-'))
  const file = path.join(folder, 'figures.jsonl')
  try {
    const outcome = await runVitest('faults', { only, env: { FAULT_SEEDS: 'all', FAULT_FIGURES: file } })
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
    const told = lines.map((line) => JSON.parse(line) as { of: string; figures: Figures })
    for (const [of, all] of Map.groupBy(told, ({ of }) => of)) {
      process.stdout.write(`\n${of}: ${sentenceOf(all.map(({ figures }) => figures))}\n`)
    }
    return outcome
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Both engines together. */
function sentenceOf(all: readonly Figures[]): string {
  const total = new Map<string, number>()
  for (const figures of all)
    for (const [name, count] of Object.entries(figures)) total.set(name, (total.get(name) ?? 0) + count)
  return [...total].map(([name, count]) => `${count.toLocaleString('en')} ${name}`).join(', ')
}
