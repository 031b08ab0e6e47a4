import { err, ok, type Result } from '#lib/core/result.ts'
import { refusals, type Refusal } from '../protocol/refusal.ts'

/** Days wins over everything; BeforeTime and AfterTime are epoch seconds. */
export type ValidityInput = {
  readonly Days?: number | undefined
  readonly BeforeTime?: number | undefined
  readonly AfterTime?: number | undefined
  readonly Months?: number | undefined
  readonly Years?: number | undefined
}

/** Epoch ms, whole seconds. */
export type Validity = { readonly notBefore: number; readonly notAfter: number }

const DAY_MS = 86_400_000

/** The validity that a create operation asks for (cas-api.md 1.11). */
export function validityOf(input: ValidityInput, now: number): Result<Validity, Refusal> {
  const start = Math.floor(now / 1000) * 1000
  if (input.Days !== undefined) return ok({ notBefore: start, notAfter: start + input.Days * DAY_MS })
  if (input.BeforeTime !== undefined || input.AfterTime !== undefined) return fixedValidity(input)
  const months = (input.Months ?? 0) + 12 * (input.Years ?? 0)
  if (months === 0) return err(refusals.missing('Days'))
  const end = new Date(start)
  end.setUTCMonth(end.getUTCMonth() + months)
  return ok({ notBefore: start, notAfter: end.getTime() })
}

function fixedValidity({ BeforeTime, AfterTime }: ValidityInput): Result<Validity, Refusal> {
  if (BeforeTime === undefined) return err(refusals.missing('BeforeTime'))
  if (AfterTime === undefined) return err(refusals.missing('AfterTime'))
  if (AfterTime <= BeforeTime) return err(refusals.invalid('AfterTime', 'it has to be later than BeforeTime.'))
  return ok({ notBefore: BeforeTime * 1000, notAfter: AfterTime * 1000 })
}
