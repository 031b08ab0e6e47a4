/** What one stage of `npm test` has to say. */
export type Outcome = { passed: number; failed: number; skipped: number }

export const nothing: Outcome = { passed: 0, failed: 0, skipped: 0 }

export function plus(a: Outcome, b: Outcome): Outcome {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}
