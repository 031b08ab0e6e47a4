import { expect, it } from 'vitest'
import { LEASE_MS, underLease } from '#lib/worker/server/lease.ts'
import { keepTurning, runLoop } from '#lib/worker/server/loop.ts'
import { describeEachEngine } from '#tests/support/engines.ts'

const never = new AbortController().signal

describeEachEngine('a lease', (openStore) => {
  it('lets one in at a time, gives itself back, and runs out when its holder is gone', async () => {
    const { db } = await openStore()
    const time = { now: 1_000_000 }
    const clock = { now: () => time.now }
    const by = (owner: string) => ({ db, clock, owner })
    const first = await underLease(by('a'), { name: 'sync', signal: never }, async () => {
      expect(await underLease(by('b'), { name: 'sync', signal: never }, async () => 'in')).toBeNull()
      expect(await underLease(by('b'), { name: 'other', signal: never }, async () => 'in')).toBe('in')
      // Frozen: the lease has run out meanwhile, and another takes it.
      time.now += LEASE_MS + 1
      return underLease(by('b'), { name: 'sync', signal: never }, async () => 'taken over')
    })
    expect(first).toBe('taken over')
    expect(await underLease(by('c'), { name: 'sync', signal: never }, async () => 'free')).toBe('free')
  })

  it('does not outlive its holder by the hour that the clock is set back', async () => {
    const { db } = await openStore()
    const time = { now: 1_800_000_000_000 }
    const by = (owner: string) => ({ db, clock: { now: () => time.now }, owner })
    await underLease(by('gone'), { name: 'sync', signal: never }, async () => {
      time.now -= 3_600_000
      expect(await underLease(by('heir'), { name: 'sync', signal: never }, async () => 'in')).toBe('in')
    })
    // A host whose clock is a little ahead keeps what it holds.
    await underLease(by('ahead'), { name: 'sync', signal: never }, async () => {
      time.now -= 20_000
      expect(await underLease(by('other'), { name: 'sync', signal: never }, async () => 'in')).toBeNull()
    })
  })

  it('is given back when its holder throws', async () => {
    const { db } = await openStore()
    const parts = { db, clock: { now: () => 1 }, owner: 'a' }
    const failing = underLease(parts, { name: 'sync', signal: never }, () => Promise.reject(new Error('on purpose')))
    await expect(failing).rejects.toThrow('on purpose')
    expect(await underLease(parts, { name: 'sync', signal: never }, async () => 'free')).toBe('free')
  })

  it('does not end a successor’s lease when a frozen holder wakes', async () => {
    const { db } = await openStore()
    const time = { now: 1_000_000 }
    const parts = (owner: string) => ({ db, clock: { now: () => time.now }, owner })
    const woken = Promise.withResolvers<undefined>()
    const taken = Promise.withResolvers<undefined>()
    const frozen = underLease(parts('a'), { name: 'sync', signal: never }, async () => {
      taken.resolve(undefined)
      await woken.promise
    })
    await taken.promise
    time.now += LEASE_MS + 1
    await underLease(parts('b'), { name: 'sync', signal: never }, async () => {
      woken.resolve(undefined)
      await frozen
      expect(await underLease(parts('c'), { name: 'sync', signal: never }, async () => 'in')).toBeNull()
    })
  })
})

describeEachEngine('a loop', (openStore) => {
  it('turns under its lease until it is stopped, also after a turn that threw', async () => {
    const { db } = await openStore()
    const stopping = new AbortController()
    const logged: string[] = []
    const turns: boolean[] = []
    const parts = {
      db,
      clock: { now: () => Date.now() },
      owner: 'a',
      log: (_level: string, message: string) => logged.push(message),
    }
    const turn = async () => {
      turns.push(
        (await underLease({ ...parts, owner: 'b' }, { name: 'sync', signal: never }, async () => true)) === null,
      )
      if (turns.length === 3) stopping.abort()
      return 0
    }
    await runLoop(parts, { name: 'sync', turn }, stopping.signal)
    expect(turns).toEqual([true, true, true])
    expect(logged).toEqual([])
  })

  it('logs where a turn failed and never what it said', async () => {
    const stopping = new AbortController()
    const lines: string[] = []
    const log = (...line: unknown[]) => {
      lines.push(JSON.stringify(line))
      stopping.abort()
    }
    await keepTurning(
      log,
      { name: 'sync', turn: () => Promise.reject(new Error('s3cret of the driver')) },
      stopping.signal,
    )
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('a turn of the worker failed')
    expect(lines[0]).not.toContain('s3cret')
  })
})
