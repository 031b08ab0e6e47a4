import { z } from 'zod'
import { nextRandom } from '../random.ts'

export const faultKinds = [
  'throttle',
  'error500',
  'html502',
  'timeout_before',
  'timeout_after',
  'reset_after',
  'truncate',
  'delay',
  'repeat_page',
  'wrong_total',
  'empty_page',
] as const
export type FaultKind = (typeof faultKinds)[number]
const listFaultKinds: readonly FaultKind[] = ['repeat_page', 'wrong_total', 'empty_page']

const ruleSchema = z.strictObject({
  /** An operation's name, or `*` for all. */
  operation: z.string().min(1).max(64),
  kind: z.enum(faultKinds),
  probability: z.number().min(0).max(1),
  /** How often it strikes at most. */
  times: z.int().min(1).optional(),
  /** delay: how long; timeout_*: when the connection is closed (else never). */
  ms: z.int().min(0).max(3_600_000).optional(),
})

export const faultPlanSchema = z.strictObject({ seed: z.int(), rules: z.array(ruleSchema).max(100) })
export type FaultPlan = z.infer<typeof faultPlanSchema>

/** The plan as stored: what is left of each rule, and where the random stream stands. */
export const faultStateSchema = z.strictObject({
  state: z.int(),
  rules: z.array(ruleSchema.extend({ left: z.int().min(0).nullable() })),
})
export type FaultState = z.infer<typeof faultStateSchema>
export type Fault = { readonly kind: FaultKind; readonly ms: number | null }

export const noFaults: FaultState = { state: 0, rules: [] }

export function beginFaults(plan: FaultPlan): FaultState {
  return { state: plan.seed | 0, rules: plan.rules.map((rule) => ({ ...rule, left: rule.times ?? null })) }
}

/**
 * The fault that strikes this call, and the plan afterwards. Every rule that applies and is not used up draws one number,
 * in order, until one strikes: the same seed and the same calls give the same faults.
 */
export function strike(
  plan: FaultState,
  call: { readonly operation: string; readonly isList: boolean; readonly page: number },
): { fault: Fault | null; plan: FaultState } {
  let state = plan.state
  for (const [index, rule] of plan.rules.entries()) {
    const applies =
      (rule.operation === '*' || rule.operation === call.operation) &&
      (call.isList || !listFaultKinds.includes(rule.kind)) &&
      // There is no page before the first.
      (rule.kind !== 'repeat_page' || call.page > 1) &&
      rule.left !== 0
    if (!applies) continue
    const draw = nextRandom(state)
    state = draw.state
    if (draw.value >= rule.probability) continue
    const left = rule.left === null ? null : rule.left - 1
    const rules = plan.rules.map((other, at) => (at === index ? { ...other, left } : other))
    return { fault: { kind: rule.kind, ms: rule.ms ?? null }, plan: { state, rules } }
  }
  return { fault: null, plan: { ...plan, state } }
}
