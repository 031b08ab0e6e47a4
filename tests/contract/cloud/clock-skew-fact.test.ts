import { expect, it } from 'vitest'
import { leaveClockSkew, readClockSkew } from '#lib/cloud/server/clock-skew-fact.ts'
import { systemClock } from '#lib/core/clock.ts'
import { describeEachEngine } from '#tests/support/engines.ts'

describeEachEngine('a clock that is off', (openStore) => {
  it('is known to every process, and forgotten when its own machine finds it right', async () => {
    const { db } = await openStore()
    const on = (machine: string) => ({ db, clock: systemClock, machine })
    await leaveClockSkew(on('one'), null)
    expect(await readClockSkew(db, 'one')).toBeNull()
    await leaveClockSkew(on('one'), 420_000)
    expect(await readClockSkew(db, 'one')).toEqual({ skewMs: 420_000, machine: null })
    expect(await readClockSkew(db, 'two')).toEqual({ skewMs: 420_000, machine: 'one' })
    await leaveClockSkew(on('two'), null)
    expect(await readClockSkew(db, 'two')).toEqual({ skewMs: 420_000, machine: 'one' })
    await leaveClockSkew(on('one'), null)
    expect(await readClockSkew(db, 'one')).toBeNull()
  })
})
