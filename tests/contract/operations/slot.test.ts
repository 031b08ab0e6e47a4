import { beforeEach, expect, it } from 'vitest'
import type { WriteOutcome } from '#lib/cloud/server/port.ts'
import { ANSWER_WITHIN_MS, READING_WITHIN_MS, SLOT_PATIENCE_MS } from '#lib/operations/bounds.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { refused } from '#tests/support/scripted-cloud.ts'
import { writeBench, type WriteBench } from './support.ts'

// A write whose call is not free yet: nothing is stored while it waits, and after 30 s it ends as *not sent*.

const operation = 'CreateRevokeClientCertificate'

describeEachEngine('a write without a free call', (openStore, engine) => {
  let store: TestStore
  let bench: WriteBench
  let waited: number
  /** How much longer a wait takes than was asked for. */
  let more: number
  let onWait: (calledOff?: AbortSignal) => Promise<void>
  let stop: AbortController

  beforeEach(async () => {
    store = await openStore()
    waited = 0
    more = 0
    onWait = async () => undefined
    stop = new AbortController()
    // Waiting for a call moves the clock; nobody loses patience with anything else.
    const wait = async (ms: number, calledOff?: AbortSignal) => {
      if (ms === ANSWER_WITHIN_MS || ms === READING_WITHIN_MS) return new Promise<void>(() => undefined)
      waited += ms + more
      bench.pass(ms + more)
      return onWait(calledOff)
    }
    bench = await writeBench(store, {}, { wait, ratePerSecond: 1, stopping: stop.signal })
  })

  const taken = () => bench.ctx.writes.limiter.take(operation, { interactive: true, maxWaitMs: 0 })
  /** Somebody holds the only slot, and goes on holding it; it is looked at once a second. */
  async function takenForGood(): Promise<void> {
    await taken()
    more = 950
    onWait = async () => {
      if (engine === 'postgres') return
      await store.db
        .updateTable('limiter_slots')
        .set({ lease_until: bench.ctx.clock.now() + 30_000 })
        .execute()
    }
  }
  const stored = () => store.db.selectFrom('operations').selectAll().execute()

  it('stores nothing while it waits, and is sent when a call is free', async () => {
    const slot = await taken()
    const input = await bench.confirmation('revoke')
    let looks = 0
    onWait = async () => {
      looks += 1
      expect(await stored()).toEqual([])
      expect(await bench.events()).toEqual([])
      if (looks === 3 && slot !== null) {
        const end = { respondedAt: 0, rttMs: null, throttled: false, retryAfterMs: null, timedOut: false }
        await bench.ctx.writes.limiter.release(slot, { ...end, notSent: true })
      }
    }
    expect(await bench.confirm('revoke', input)).toMatchObject({ ok: true, value: { state: 'succeeded' } })
    expect(looks).toBe(3)
    expect(bench.cloud.writes).toHaveLength(1)
    expect((await bench.events()).map(({ outcome }) => outcome)).toEqual(['requested', 'succeeded'])
  })

  it('ends as not sent after 30 s, on record', async () => {
    await takenForGood()
    const input = await bench.confirmation('revoke')
    expect(await bench.confirm('revoke', input)).toMatchObject({
      ok: true,
      value: { state: 'not_sent', cause: 'no_slot', requestId: null },
    })
    expect(waited).toBeGreaterThanOrEqual(SLOT_PATIENCE_MS - 1_000)
    expect(waited).toBeLessThanOrEqual(SLOT_PATIENCE_MS + more)
    expect(bench.cloud.writes).toEqual([])
    expect(await stored()).toMatchObject([{ state: 'not_sent', cause: 'no_slot' }])
    expect(await bench.events()).toMatchObject([{ outcome: 'not_sent', details: { cause: 'no_slot' } }])
  })

  it('is not sent once the console stops: its answer would find nobody', async () => {
    await takenForGood()
    const input = await bench.confirmation('revoke')
    const hold = onWait
    onWait = async (calledOff) => {
      await hold()
      stop.abort()
      calledOff?.throwIfAborted()
      // Who has not heard of the stop would wait on.
      return new Promise<void>(() => undefined)
    }
    expect(await bench.confirm('revoke', input)).toMatchObject({
      ok: true,
      value: { state: 'not_sent', cause: 'stopping' },
    })
    expect(waited).toBeLessThanOrEqual(1_000 + more)
    expect(bench.cloud.writes).toEqual([])
    expect(await stored()).toMatchObject([{ state: 'not_sent', cause: 'stopping' }])
    expect(await bench.events()).toMatchObject([{ outcome: 'not_sent', details: { cause: 'stopping' } }])
  })

  it('leaves a record also when it may no longer be sent once it gives up', async () => {
    await takenForGood()
    const input = await bench.confirmation('revoke')
    const hold = onWait
    onWait = async () => {
      await hold()
      if (waited >= SLOT_PATIENCE_MS - 1_000) await store.db.updateTable('users').set({ disabled_at: 1 }).execute()
    }
    expect(await bench.confirm('revoke', input)).toMatchObject({ ok: false, error: { code: 'no_longer_permitted' } })
    expect(await bench.events()).toMatchObject([{ outcome: 'denied', details: { code: 'no_longer_permitted' } }])
  })

  describePause()

  function describePause(): void {
    async function throttledFor(retryAfterMs: number): Promise<void> {
      const outcome = (id: string): Outcome => ({ ...refused(id), code: 'Throttling', throttled: true, retryAfterMs })
      bench.cloud.script = [{ outcome, applied: false }]
      expect(await bench.write('revoke')).toMatchObject({ state: 'refused', cause: 'throttled' })
      bench.pass(1_000)
    }

    it('is not let wait for a pause of the vendor that is longer, and says so', async () => {
      await throttledFor(50_000)
      expect(await bench.write('revoke')).toMatchObject({ state: 'not_sent', cause: 'vendor_pause' })
      expect(waited).toBe(0)
      expect(bench.cloud.writes).toHaveLength(1)
    })

    // PostgreSQL’s own clock counts there, and it does not move with ours.
    if (engine === 'postgres') return

    it('waits for a shorter one', async () => {
      await throttledFor(20_000)
      expect(await bench.write('revoke')).toMatchObject({ state: 'succeeded' })
      expect(waited).toBe(19_000)
    })
  }
})

type Outcome = Omit<Extract<WriteOutcome, { kind: 'refused' }>, 'exchange' | 'respondedAt' | 'rttMs' | 'skewMs'>
