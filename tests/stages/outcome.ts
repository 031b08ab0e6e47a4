import { stripVTControlCharacters } from 'node:util'

/**
 * What one stage of `npm test` has to say. Of what was skipped the names, with the reason where there is one; of what
 * failed the reports.
 */
export type Outcome = {
  passed: number
  failed: number
  skipped: readonly string[]
  reports: readonly string[]
}

export const nothing: Outcome = { passed: 0, failed: 0, skipped: [], reports: [] }
export const oneFailure: Outcome = { ...nothing, failed: 1 }

export function plus(a: Outcome, b: Outcome): Outcome {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: [...a.skipped, ...b.skipped],
    reports: [...a.reports, ...b.reports],
  }
}

const MOST_LINES = 40

/** Short and without colours, to be read once more at the end of thousands of lines. */
export function reportOf(name: string, messages: readonly string[]): string {
  const lines = messages.flatMap((message) => stripVTControlCharacters(message).trim().split('\n'))
  return [name, ...lines.slice(0, MOST_LINES).map((line) => `  ${line}`)].join('\n')
}
