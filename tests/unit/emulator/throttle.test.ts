import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createThrottle } from '#lib/emulator/protocol/throttle.ts'

it('never accepts more than the limit in any sliding second, and never refuses below it', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 80 })
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 12 }), (steps, limit) => {
      const throttle = createThrottle()
      const accepted: number[] = []
      let now = 1_000_000
      for (const step of steps) {
        now += step
        const inWindow = accepted.filter((at) => now - at < 1000)
        const waitMs = throttle.take('List', now, limit)
        expect(waitMs === 0).toBe(inWindow.length < limit)
        if (waitMs === 0) accepted.push(now)
        else
          expect(createsRoom(accepted, now + waitMs, limit) && !createsRoom(accepted, now + waitMs - 1, limit)).toBe(
            true,
          )
      }
    }),
  )
})

it('forgets what lies ahead when the clock is set back', () => {
  const throttle = createThrottle()
  for (let call = 0; call < 10; call += 1) throttle.take('List', 5_000_000, 10)
  expect(throttle.take('List', 4_000_000, 10)).toBe(0)
})

function createsRoom(accepted: readonly number[], at: number, limit: number): boolean {
  return accepted.filter((one) => at - one < 1000).length < limit
}
