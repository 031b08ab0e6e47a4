import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createAdmission } from '#lib/auth/server/throttle/admission.ts'
import { networkOf } from '#lib/auth/server/throttle/network.ts'
import { createTurns } from '#lib/auth/server/throttle/turns.ts'
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

describe('the network of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
    ['unknown', 'unknown'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})

describe('the room for attempts', () => {
  const bounds = { perNetwork: 2, crowded: 3, hashesAtOnce: 1 }

  it('is bounded by network, and is given back once', () => {
    const admission = createAdmission(bounds)
    const leave = admission.enter('a')
    expect(admission.enter('a')).not.toBeNull()
    expect(admission.enter('a')).toBeNull()
    leave?.()
    leave?.()
    expect(admission.enter('a')).not.toBeNull()
    expect(admission.enter('a')).toBeNull()
  })

  it('is never taken from a network that has nobody in it, however many others have', () => {
    const admission = createAdmission(bounds)
    for (let number = 0; number < 10_000; number += 1) admission.enter(`stranger ${String(number)}`)
    const leave = admission.enter('owner')
    expect(leave).not.toBeNull()
    expect(admission.enter('owner')).toBeNull()
    leave?.()
    expect(admission.enter('owner')).not.toBeNull()
  })
})

describe('the turns to hash', () => {
  it('are few at once, and go from network to network however many wait in one', async () => {
    const turns = createTurns(2)
    const ends: (() => void)[] = []
    const started: string[] = []
    const hash = (network: string) =>
      turns(network, () => {
        started.push(network)
        return new Promise<void>((end) => ends.push(end))
      })
    const all = ['s', 's', 's', 's', 's', 'owner', 'other', 's', 'owner'].map(hash)
    expect(started).toEqual(['s', 's'])
    for (let done = 0; done < all.length; done += 1) {
      expect(ends).toHaveLength(Math.min(done + 2, all.length))
      ends[done]?.()
      await nextTurn()
    }
    await Promise.all(all)
    expect(started.slice(2)).toEqual(['s', 'owner', 'other', 's', 'owner', 's', 's'])
  })

  it('go on after a work that failed', async () => {
    const turns = createTurns(1)
    const first = turns('a', () => Promise.reject(new Error('broken')))
    const second = turns('b', () => Promise.resolve('done'))
    await expect(first).rejects.toThrow('broken')
    expect(await second).toBe('done')
  })
})
