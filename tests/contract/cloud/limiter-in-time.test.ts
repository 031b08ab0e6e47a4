import { beforeEach, expect, it } from 'vitest'
import type { Limiter, LimiterOptions, Slot } from '#lib/cloud/server/limiter/limiter.ts'
import type { Database } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { describeEngine } from '#tests/support/engines.ts'
import { strictWindow } from '#tests/support/strict-window.ts'
import { seededRandom, virtualTime, type VirtualTime } from '#tests/support/virtual-time.ts'
import { atOnce, endAt, limiterOn, operation, takeAll } from './support.ts'

const patient = { interactive: false, maxWaitMs: 60_000 }

// On PostgreSQL the server's clock rules, which no test can move.
describeEngine('sqlite', 'the limiter in its own time', (openStore) => {
  let time: VirtualTime
  let db: Database
  const limiter = (more: Partial<LimiterOptions> = {}) =>
    limiterOn(db, { clock: time.clock, sleep: time.sleep, ...more })
  const now = () => time.clock.now()
  const inTime = async <Value>(task: () => Promise<Value>): Promise<Value> => {
    const [value] = await time.run([task])
    if (value === undefined) throw new Error('the task gave nothing')
    return value
  }

  beforeEach(async () => {
    time = virtualTime()
    db = (await openStore()).db
  })

  it('waits a second from the answer, not from the call', async () => {
    const [slot] = await takeAll(limiter())
    if (!slot) throw new Error('no slot')
    time.set(now() + 700)
    const answeredAt = now()
    await limiter().release(slot, endAt(answeredAt))
    expect(await limiter().earliestFree(operation)).toBe(answeredAt + 50)
    await inTime(() => limiter().take(operation, patient))
    expect(now()).toBe(answeredAt + 1_002)
  })

  it('waits two seconds after a call that was not answered', async () => {
    const [slot] = await takeAll(limiter())
    if (!slot) throw new Error('no slot')
    await limiter().release(slot, endAt(now(), { timedOut: true, rttMs: null }))
    const givenUpAt = now()
    await inTime(() => limiter().take(operation, patient))
    expect(now()).toBe(givenUpAt + 2_000)
  })

  it('frees a slot earlier by the shortest round trip once thirty answers have shown it', async () => {
    const busy = limiter()
    for (let count = 0; count < 30; count += 1) {
      const slot = await inTime(() => busy.take(operation, patient))
      if (slot) await busy.release(slot, endAt(now(), { rttMs: count === 7 ? 100 : 160 }))
    }
    const slots = await inTime(async () => {
      await time.sleep(2_000)
      return takeAll(busy)
    })
    for (const slot of slots) await busy.release(slot, endAt(now(), { rttMs: 160 }))
    const answeredAt = now()
    await inTime(() => busy.take(operation, patient))
    expect(now()).toBe(answeredAt + 1_002 - 80)
  })

  it('gives up when it would have to wait too long', async () => {
    await takeAll(limiter())
    const askedAt = now()
    expect(await time.run([() => limiter().take(operation, { interactive: true, maxWaitMs: 500 })])).toEqual([null])
    expect(now()).toBe(askedAt + 500)
  })

  it("takes a dead holder's slot when its lease ends, and hears nothing more from the dead", async () => {
    const [dead] = await takeAll(limiter())
    const diedAt = now()
    const heir = await inTime(() => limiter().take(operation, patient))
    expect(now()).toBe(diedAt + 30_000)
    expect(dead && heir && { ...dead, holder: heir.holder }).toEqual(heir)
    if (dead) await limiter().release(dead, endAt(now(), { notSent: true }))
    // Still the heir's: nobody else gets it.
    const others = await takeAll(limiter(), 9)
    expect(others.map(({ slot }) => slot)).not.toContain(heir?.slot)
    expect(await limiter().take(operation, atOnce)).toBeNull()
  })

  it('obeys and counts throttling', async () => {
    const [slot] = await takeAll(limiter(), 1)
    if (!slot) throw new Error('no slot')
    const refusedAt = now()
    await limiter().release(slot, endAt(refusedAt, { throttled: true, retryAfterMs: 5_000 }))
    const impatient = () => limiter().take(operation, { interactive: true, maxWaitMs: 4_000 })
    expect(await time.run([impatient])).toEqual([null])
    await inTime(() => limiter().take(operation, { interactive: true, maxWaitMs: 9_000 }))
    expect(now()).toBe(refusedAt + 5_000)
    expect(await limiter().usage()).toMatchObject([{ throttledCount: 1, lastThrottledAt: refusedAt }])
  })

  it('obeys a pause of minutes, and tells the impatient at once', async () => {
    const [slot] = await takeAll(limiter(), 1)
    if (!slot) throw new Error('no slot')
    const refusedAt = now()
    await limiter().release(slot, endAt(refusedAt, { throttled: true, retryAfterMs: 300_000 }))
    for (const interactive of [true, false]) {
      expect(await time.run([() => limiter().take(operation, { interactive, maxWaitMs: 60_000 })])).toEqual([null])
    }
    expect(now()).toBe(refusedAt)
    await inTime(() => limiter().take(operation, { interactive: false, maxWaitMs: 400_000 }))
    expect(now()).toBe(refusedAt + 300_000)
  })

  it.each([
    [3_000, 'waits on when the vendor asks for a pause meanwhile'],
    [300_000, 'gives up its slot when the vendor asks for too long a pause meanwhile'],
  ])('a call that has booked a slot: %i ms, %s', async (retryAfterMs) => {
    const [first, ...rest] = await takeAll(limiter())
    const [second] = rest
    if (!first || !second) throw new Error('no slot')
    const askedAt = now()
    await limiter().release(first, endAt(askedAt))
    const [booked] = await time.run<Slot | null>([
      () => limiter().take(operation, { interactive: true, maxWaitMs: 8_000 }),
      async () => {
        await time.sleep(500)
        await limiter().release(second, endAt(now(), { throttled: true, retryAfterMs }))
        return null
      },
    ])
    const isTold = retryAfterMs > 8_000
    expect(booked).toEqual(isTold ? null : expect.objectContaining({ slot: first.slot }))
    // A slot in use is looked at every 50 ms.
    const until = askedAt + (isTold ? 1_002 : 500 + retryAfterMs)
    expect(now() - until).toBeGreaterThanOrEqual(0)
    expect(now() - until).toBeLessThanOrEqual(50)
    // Nine: what was booked in vain is there for others, and of the two that ended one is still held or not yet free.
    expect(await limiter().usage()).toMatchObject([{ usedLastSecond: 9 }])
  })

  it('waits for a slot outside any transaction', async () => {
    const slots = await takeAll(limiter())
    const [slot] = slots
    if (!slot) throw new Error('no slot')
    const askedAt = now()
    const waits = (ms: number) =>
      time.run([() => limiter().whenFree(operation, { giveUpAt: askedAt + ms, wait: time.sleep })])
    expect(await waits(400)).toEqual([false])
    expect(now()).toBe(askedAt + 350)
    await limiter().release(slot, endAt(askedAt + 300))
    expect(await waits(5_000)).toEqual([true])
    expect(now()).toBe(askedAt + 1_302)
    expect(await waits(5_000)).toEqual([true])
  })

  it('lets an interactive call pass everything that merely waits', async () => {
    const slots = await takeAll(limiter())
    for (const [index, slot] of slots.entries()) await limiter().release(slot, endAt(now() + index * 100))
    const served: string[] = []
    const waiting = (name: string, interactive: boolean, afterMs: number) => async () => {
      await time.sleep(afterMs)
      await limiter().take(operation, { interactive, maxWaitMs: 60_000 })
      served.push(name)
    }
    const jobs = Array.from({ length: 8 }, (_, index) => waiting(`job ${index}`, false, index))
    await time.run([...jobs, waiting('operator', true, 500)])
    expect(served[0]).toBe('operator')
  })

  it('recovers within two seconds when the clock is set back by an hour', async () => {
    for (const slot of await takeAll(limiter())) await limiter().release(slot, endAt(now(), { throttled: true }))
    time.set(now() - 3_600_000)
    const setBackAt = now()
    await inTime(() => limiter().take(operation, patient))
    expect(now() - setBackAt).toBeLessThanOrEqual(2_000)
    expect(now() - setBackAt).toBeGreaterThanOrEqual(1_002)
  })

  it('recovers from a long pause too when the clock is set back by half an hour', async () => {
    for (const slot of await takeAll(limiter())) {
      await limiter().release(slot, endAt(now(), { throttled: true, retryAfterMs: 600_000 }))
    }
    time.set(now() - 1_800_000)
    const setBackAt = now()
    await inTime(() => limiter().take(operation, patient))
    expect(now() - setBackAt).toBeLessThanOrEqual(2_000)
    await inTime(() => limiter().take(operation, patient))
    expect(now() - setBackAt).toBeLessThanOrEqual(2_000)
  })

  it('recovers for a write too, whose own transaction is rolled back', async () => {
    for (const slot of await takeAll(limiter())) await limiter().release(slot, endAt(now()))
    time.set(now() - 3_600_000)
    const setBackAt = now()
    const writes = limiter()
    const attempt = () =>
      transaction(db, async (trx) => {
        const answer = await writes.takeInTransaction(trx, operation, now())
        if ('freeAt' in answer) throw new Error(`none free before ${answer.freeAt - setBackAt}`)
        return answer.slot
      })
    await expect(attempt()).rejects.toThrow('none free before 1002')
    // The re-stamp waits for the connection that the rolled back transaction held; this read waits behind it.
    await writes.usage()
    time.set(setBackAt + 2_000)
    expect(await attempt()).toMatchObject({ operation })
  })

  it.each<[mode: 'fast' | 'provable', seed: number, share: number]>([
    ['fast', 1, 0.9],
    ['fast', 2, 0.9],
    ['provable', 3, 0.88],
  ])(
    'keeps two %s processes under ten in any sliding second, whatever the latency (seed %i)',
    async (mode, seed, share) => {
      const random = seededRandom(seed)
      const server = strictWindow()
      let left = 100
      const latency = () => 10 + random() * 20 + (random() < 0.01 ? 400 : 0)
      const worker = (limits: Limiter) => async () => {
        while (left > 0) {
          left -= 1
          const slot = await limits.take(operation, { ...patient, interactive: random() < 0.1 })
          if (!slot) throw new Error('no slot in a minute')
          const sentAt = now()
          await time.sleep(latency())
          const throttled = !server.accepts(time.exactNow())
          await time.sleep(latency())
          await limits.release(slot, endAt(now(), { rttMs: now() - sentAt, throttled }))
        }
      }
      const startedAt = now()
      const processes = [limiter({ mode, owner: 'a' }), limiter({ mode, owner: 'b' })]
      await time.run(processes.flatMap((limits) => Array.from({ length: 8 }, () => worker(limits))))
      expect(server.refused).toBe(0)
      expect(server.accepted).toHaveLength(100)
      // The first ten cost nothing; each further ten a second at best.
      expect(9_000 / (now() - startedAt)).toBeGreaterThan(share)
    },
  )
})
