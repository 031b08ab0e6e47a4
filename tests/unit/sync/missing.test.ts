import { describe, expect, it } from 'vitest'
import { mayVanish, readMissing, writeMissing } from '#lib/sync/server/missing.ts'

describe('mayVanish', () => {
  it.each([
    [0, 20],
    [1_999, 20],
    [2_100, 21],
    [18_204, 182],
  ])('of %i held it is %i', (held, may) => {
    expect(mayVanish(held)).toBe(may)
  })
})

describe('the column missing', () => {
  it('is read back, and empty means that nothing was asked', () => {
    const missing = { count: 31, sample: [{ identifier: 'a', serialNumber: '01', commonName: '王芳' }] }
    expect(readMissing(writeMissing(missing))).toEqual(missing)
    expect(readMissing('')).toBeNull()
    expect(readMissing('{"other":1}')).toBeNull()
  })
})
