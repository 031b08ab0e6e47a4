import { describe, expect, it } from 'vitest'
import { createAdmission } from '#lib/auth/server/throttle/admission.ts'
import { delayAfter, LONGEST_DELAY_MS } from '#lib/auth/server/throttle/throttle.ts'

describe('the delay', () => {
  it('costs nothing while somebody mistypes, then doubles up to a limit', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8].map((failures) => delayAfter(failures, 'account'))).toEqual([
      0, 0, 0, 250, 500, 1_000, 2_000, 4_000, 4_000,
    ])
  })

  it('lets an office mistype more than a person', () => {
    expect(delayAfter(9, 'address')).toBe(0)
    expect(delayAfter(10, 'address')).toBe(250)
  })

  it('never grows into a lock-out', () => {
    expect(delayAfter(1_000_000, 'account')).toBe(LONGEST_DELAY_MS)
    expect(LONGEST_DELAY_MS).toBeLessThanOrEqual(5_000)
  })
})

describe('the room for attempts', () => {
  it('is bounded by address and in all, and is given back once', () => {
    const admission = createAdmission({ perAddress: 2, total: 3 })
    const leave = admission.enter('a')
    expect(admission.enter('a')).not.toBeNull()
    expect(admission.enter('a')).toBeNull()
    expect(admission.enter('b')).not.toBeNull()
    expect(admission.enter('c')).toBeNull()
    leave?.()
    leave?.()
    expect(admission.enter('c')).not.toBeNull()
    expect(admission.enter('d')).toBeNull()
  })
})
