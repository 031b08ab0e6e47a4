/** What one stage of `npm test` has to say. Of what was skipped the names, with the reason where there is one. */
export type Outcome = { passed: number; failed: number; skipped: readonly string[] }

export const nothing: Outcome = { passed: 0, failed: 0, skipped: [] }
export const oneFailure: Outcome = { passed: 0, failed: 1, skipped: [] }

export function plus(a: Outcome, b: Outcome): Outcome {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: [...a.skipped, ...b.skipped] }
}
