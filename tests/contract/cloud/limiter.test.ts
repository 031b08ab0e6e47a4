import { expect, it } from 'vitest'
import type { Slot } from '#lib/cloud/server/limiter/limiter.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { atOnce, endAt, limiterOn, operation, takeAll } from './support.ts'

describeEachEngine('the limiter', (openStore, engine) => {
  it('gives ten slots and no eleventh, whoever asks', async () => {
    const { db } = await openStore()
    const limiters = [limiterOn(db), limiterOn(db)]
    const asked = limiters.flatMap((limiter) => Array.from({ length: 15 }, () => limiter.take(operation, atOnce)))
    const slots = (await Promise.all(asked)).filter((slot) => slot !== null)
    expect(new Set(slots.map(({ slot }) => slot)).size).toBe(10)
    expect(slots).toHaveLength(10)
  })

  it('counts each operation by itself', async () => {
    const { db } = await openStore()
    const limiter = limiterOn(db)
    await takeAll(limiter)
    expect(await limiter.take('DeleteClientCertificate', atOnce)).not.toBeNull()
    expect(await limiter.usage()).toMatchObject([
      { operation, usedLastSecond: 10, limit: 10, throttledCount: 0, lastThrottledAt: null },
      { operation: 'DeleteClientCertificate', usedLastSecond: 1 },
    ])
  })

  it("takes a slot in a write's own transaction, and gives it back when that is rolled back", async () => {
    const { db } = await openStore()
    const limiter = limiterOn(db)
    const taken: Slot[] = []
    const taking = transaction(db, async (trx) => {
      const answer = await limiter.takeInTransaction(trx, operation, Date.now())
      if ('slot' in answer) taken.push(answer.slot)
      throw new Error('the intent could not be stored')
    })
    await expect(taking).rejects.toThrow('intent')
    expect(taken).toHaveLength(1)
    await takeAll(limiter)
    const now = Date.now()
    const refused = await transaction(db, (trx) => limiter.takeInTransaction(trx, operation, now))
    expect('freeAt' in refused && refused.freeAt).toBeGreaterThan(now)
  })

  it('gives a slot back in the transaction that records the outcome', async () => {
    const { db } = await openStore()
    const limiter = limiterOn(db)
    const [slot] = await takeAll(limiter)
    if (!slot) throw new Error('no slot')
    await transaction(db, (trx) => limiter.releaseInTransaction(trx, slot, endAt(Date.now(), { notSent: true })))
    expect(await limiter.take(operation, atOnce)).toMatchObject({ slot: slot.slot })
  })

  it('asks for as many slots as the rate says', async () => {
    const { db } = await openStore()
    await takeAll(limiterOn(db, { ratePerSecond: 3 }), 3)
    expect(await limiterOn(db, { ratePerSecond: 3 }).take(operation, atOnce)).toBeNull()
    await takeAll(limiterOn(db, { ratePerSecond: 5 }), 2)
    for (const ratePerSecond of [0, -1, 1.5, Number.NaN]) expect(() => limiterOn(db, { ratePerSecond })).toThrow('rate')
  })

  if (engine === 'postgres') {
    it("goes by the server's clock, whatever this machine's says", async () => {
      const { db } = await openStore()
      const hourAhead = { now: () => Date.now() + 3_600_000 }
      const [slot] = await takeAll(limiterOn(db))
      if (!slot) throw new Error('no slot')
      const ahead = limiterOn(db, { clock: hourAhead })
      expect(await ahead.take(operation, atOnce)).toBeNull()
      const refused = await transaction(db, (trx) => ahead.takeInTransaction(trx, operation, hourAhead.now()))
      expect('freeAt' in refused && refused.freeAt - hourAhead.now()).toBeLessThan(2_000)
      await ahead.release(slot, endAt(hourAhead.now()))
      const freeIn = (await limiterOn(db).earliestFree(operation)) - Date.now()
      expect(freeIn).toBeLessThan(1_003)
    })
  }
})
