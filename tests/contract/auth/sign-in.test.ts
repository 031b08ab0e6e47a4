import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { UserActor } from '#lib/auth/actor.ts'
import { createAdmission } from '#lib/auth/server/throttle/admission.ts'
import { readSession } from '#lib/auth/server/sessions/sessions.ts'
import { signIn } from '#lib/auth/server/sign-in.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { clean, newUser, PASSWORD, recorded, signInOn, testClock, type TestClock } from './support.ts'

const guess = { email: '', password: 'wrong', address: '', userAgent: '' }
const wrong = { ok: false, error: { code: 'wrong_credentials' } }

describeEachEngine('sign-in', (openStore) => {
  let store: TestStore
  let clock: TestClock
  let user: UserActor

  beforeAll(async () => {
    store = await openStore()
  })

  beforeEach(async () => {
    await clean(store)
    clock = testClock()
    user = await newUser(store, clock, 'operator')
  })

  async function throttleRows() {
    return store.db.selectFrom('sign_in_throttle').select(['key', 'failures']).orderBy('key').execute()
  }

  it('opens a session and records it with the address', async () => {
    const result = await signInOn(store, clock).as(`  ${user.email.toUpperCase()} `)
    if (!result.ok) throw new Error(result.error.code)
    const input = { sessionId: result.value.sessionId, address: '192.0.2.1', now: clock.now() }
    const actor = await readSession(store.db, {
      ...input,
      isBackground: true,
      unsavedSeen: new Map(),
      onTouchFailure: () => undefined,
    })
    expect(actor).toEqual(result.value.actor)
    expect(await recorded(store)).toEqual([
      { action: 'sign_in', outcome: 'done', actor: user.email, address: '192.0.2.1', details: null },
    ])
  })

  it('gives the same answer to a wrong password, an unknown and a disabled account, and records which', async () => {
    const other = await newUser(store, clock, 'viewer')
    await store.db.updateTable('users').set({ disabled_at: 1 }).where('id', '=', other.userId).execute()
    const browser = signInOn(store, clock)
    expect(await browser.as(user.email, 'wrong')).toEqual(wrong)
    expect(await browser.as('nobody@example.test')).toEqual(wrong)
    expect(await browser.as(other.email)).toEqual(wrong)
    expect(await browser.as(PASSWORD)).toEqual(wrong)
    expect((await recorded(store)).map(({ details }) => details)).toEqual([
      { cause: 'wrong_password', email: user.email },
      { cause: 'unknown_account', email: 'nobody@example.test' },
      { cause: 'disabled', email: other.email },
      // A password in the wrong field stays out of the audit.
      { cause: 'not_an_address' },
    ])
  })

  it('is held back the longer the more attempts failed, and lets the owner in all the same', async () => {
    const browser = signInOn(store, clock)
    for (let attempt = 0; attempt < 9; attempt += 1) await browser.as(user.email, 'wrong', `192.0.2.${String(attempt)}`)
    expect(browser.delays).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000])
    expect((await browser.as(user.email, PASSWORD, '198.51.100.1')).ok).toBe(true)
    expect(browser.delays.at(-1)).toBe(4_000)
    // After it the account starts anew.
    browser.delays.length = 0
    await browser.as(user.email, 'wrong', '198.51.100.1')
    expect(browser.delays).toEqual([])
  })

  it('is held back by address over all accounts', async () => {
    const browser = signInOn(store, clock)
    for (let attempt = 0; attempt < 12; attempt += 1) await browser.as(`nobody-${String(attempt)}@example.test`)
    expect(browser.delays).toEqual([250, 500])
    // A success takes only its own attempt back: whoever has one account must not guess at the others for free.
    await browser.as(user.email)
    await browser.as('nobody@example.test')
    expect(browser.delays).toEqual([250, 500, 1_000, 1_000])
  })

  it('forgets failures after a quarter of an hour, and their rows', async () => {
    const browser = signInOn(store, clock)
    for (let attempt = 0; attempt < 5; attempt += 1) await browser.as('nobody@example.test')
    clock.pass(15 * 60_000 + 1)
    browser.delays.length = 0
    await browser.as(user.email, 'wrong')
    expect(browser.delays).toEqual([])
    expect(await throttleRows()).toEqual([
      { key: `account:${user.email}`, failures: 1 },
      { key: 'address:192.0.2.1', failures: 1 },
    ])
  })

  it('counts attempts at the same time one after the other', async () => {
    const browser = signInOn(store, clock)
    await Promise.all(Array.from({ length: 8 }, () => browser.as(user.email, 'wrong')))
    expect([...browser.delays].sort((a, b) => a - b)).toEqual([250, 500, 1_000, 2_000, 4_000])
  })

  it('refuses, uncounted, what one network has too much of, and makes room again', async () => {
    const { parts } = signInOn(store, clock)
    const admission = createAdmission({ perNetwork: 1, crowded: 2, hashesAtOnce: 1 })
    const leave = admission.enter('2001:db8:1:2::/64')
    const input = { email: user.email, password: PASSWORD, address: '2001:db8:1:2::9', userAgent: '' }
    expect(await signIn({ ...parts, admission }, input)).toMatchObject({ error: { code: 'too_many_attempts' } })
    expect(await throttleRows()).toEqual([])
    leave?.()
    expect((await signIn({ ...parts, admission }, input)).ok).toBe(true)
    expect((await signIn({ ...parts, admission }, { ...input, password: 'wrong' })).ok).toBe(false)
    expect((await signIn({ ...parts, admission }, input)).ok).toBe(true)
  })

  it('lets the owner in while strangers in many networks are held back with as many attempts as they may have', async () => {
    const { parts } = signInOn(store, clock)
    const admission = createAdmission({ perNetwork: 2, crowded: 4, hashesAtOnce: 1 })
    const ends: (() => void)[] = []
    const heldBack = () => new Promise<void>((end) => ends.push(end))
    for (let attempt = 0; attempt < 3; attempt += 1) await signInOn(store, clock).as('victim@example.test', 'wrong')
    const attempts = Array.from({ length: 8 }, (_, number) => {
      const address = `198.51.100.${String(number % 4)}`
      return signIn({ ...parts, admission, wait: heldBack }, { ...guess, email: 'victim@example.test', address })
    })
    await vi.waitFor(() => expect(ends.length).toBeGreaterThanOrEqual(4))
    const input = { email: user.email, password: PASSWORD, address: '192.0.2.1', userAgent: '' }
    expect((await signIn({ ...parts, admission }, input)).ok).toBe(true)
    ends.forEach((end) => end())
    expect((await Promise.all(attempts)).every(({ ok }) => !ok)).toBe(true)
  })

  it('lets nobody in who was disabled while the password was checked', async () => {
    const { parts } = signInOn(store, clock)
    for (let attempt = 0; attempt < 4; attempt += 1) await signInOn(store, clock).as(user.email, 'wrong')
    let waited = 0
    const wait = async () => {
      waited += 1
      await store.db.updateTable('users').set({ disabled_at: 1 }).where('id', '=', user.userId).execute()
    }
    const input = { email: user.email, password: PASSWORD, address: '192.0.2.1', userAgent: '' }
    expect(await signIn({ ...parts, wait }, input)).toEqual(wrong)
    expect(waited).toBe(1)
  })

  it('lets nobody in without a record', async () => {
    const { parts } = signInOn(store, clock)
    const broken = { ...parts, clock: { now: () => Number.NaN } }
    const input = { email: user.email, password: PASSWORD, address: '192.0.2.1', userAgent: '' }
    await expect(signIn(broken, input)).rejects.toThrow()
    const sessions = await store.db.selectFrom('sessions').select('id_hash').execute()
    expect(sessions.map(({ id_hash: hash }) => hash)).toEqual([user.sessionHash])
  })
})
