import fc from 'fast-check'
import { expect, it } from 'vitest'
import { beginFaults, faultKinds, strike, type FaultKind, type FaultPlan } from '#lib/emulator/faults/fault-plan.ts'

const calls = Array.from({ length: 60 }, (_, index) => ({
  operation: index % 3 === 0 ? 'ListX' : 'RevokeX',
  isList: index % 3 === 0,
  page: 1 + (index % 4),
}))

function run(plan: FaultPlan): (FaultKind | null)[] {
  let state = beginFaults(plan)
  return calls.map((call) => {
    const struck = strike(state, call)
    state = struck.plan
    return struck.fault?.kind ?? null
  })
}

const rule = fc.record({
  operation: fc.constantFrom('*', 'ListX', 'RevokeX', 'Other'),
  kind: fc.constantFrom(...faultKinds),
  probability: fc.double({ min: 0, max: 1, noNaN: true }),
  times: fc.integer({ min: 1, max: 5 }),
})

it('is reproducible, obeys `times`, and keeps list faults to lists', () => {
  fc.assert(
    fc.property(fc.record({ seed: fc.integer(), rules: fc.array(rule, { maxLength: 4 }) }), (plan) => {
      const first = run(plan)
      expect(run(plan)).toEqual(first)
      for (const kind of faultKinds) {
        const most = plan.rules.filter((one) => one.kind === kind).reduce((sum, one) => sum + one.times, 0)
        expect(first.filter((one) => one === kind).length).toBeLessThanOrEqual(most)
      }
      first.forEach((kind, index) => {
        if (kind === 'empty_page' || kind === 'wrong_total' || kind === 'repeat_page')
          expect(calls[index]?.isList).toBe(true)
        if (kind === 'repeat_page') expect(calls[index]?.page).toBeGreaterThan(1)
      })
    }),
  )
})

it('strikes about as often as the probability says', () => {
  let state = beginFaults({ seed: 3, rules: [{ operation: '*', kind: 'error500', probability: 0.25 }] })
  let hits = 0
  for (let call = 0; call < 4000; call += 1) {
    const struck = strike(state, { operation: 'X', isList: false, page: 1 })
    state = struck.plan
    if (struck.fault !== null) hits += 1
  }
  expect(hits).toBeGreaterThan(900)
  expect(hits).toBeLessThan(1100)
})
