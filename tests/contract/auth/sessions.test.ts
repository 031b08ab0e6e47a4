import { randomBytes } from 'node:crypto'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { UserActor } from '#lib/auth/actor.ts'
import { ABSOLUTE_LIMIT_MS, IDLE_LIMIT_MS, TOUCH_INTERVAL_MS } from '#lib/auth/session-limits.ts'
import { endSession } from '#lib/auth/server/sessions/end-session.ts'
import { ownSessions } from '#lib/auth/server/sessions/own-sessions.ts'
import { readSession, sessionHashOf, startSession } from '#lib/auth/server/sessions/sessions.ts'
import { signOut } from '#lib/auth/server/sign-out.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { clean, contextOf, newUser, recorded, testClock, type TestClock } from './support.ts'

describeEachEngine('sessions', (openStore) => {
  let store: TestStore
  let clock: TestClock
  let user: UserActor
  const failures: unknown[] = []

  beforeAll(async () => {
    store = await openStore()
  })

  beforeEach(async () => {
    await clean(store)
    clock = testClock()
    user = await newUser(store, clock, 'operator')
    failures.length = 0
  })

  async function open(userId = user.userId): Promise<string> {
    const input = { userId, address: '192.0.2.1', userAgent: 'x'.repeat(500), now: clock.now(), randomBytes }
    return (await transaction(store.db, (trx) => startSession(trx, input))).sessionId
  }

  function read(sessionId: string, isBackground = false) {
    const onTouchFailure = (cause: unknown) => failures.push(cause)
    const seen = { unsavedSeen: new Map<string, number>(), isBackground, onTouchFailure }
    return readSession(store.db, { sessionId, address: '192.0.2.9', now: clock.now(), ...seen })
  }

  async function lastSeen(sessionId: string): Promise<number | undefined> {
    const row = await store.db
      .selectFrom('sessions')
      .select('last_seen_at')
      .where('id_hash', '=', sessionHashOf(sessionId))
      .executeTakeFirst()
    return row?.last_seen_at
  }

  it('belong to their user, from the address of the request', async () => {
    const sessionId = await open()
    expect(await read(sessionId)).toEqual({
      ...user,
      sessionHash: sessionHashOf(sessionId),
      address: '192.0.2.9',
    })
    expect(await read('another id')).toBeNull()
  })

  it('are stored by their hash alone', async () => {
    const sessionId = await open()
    expect(sessionId).toMatch(/^[\w-]{43}$/)
    expect(JSON.stringify(await store.db.selectFrom('sessions').selectAll().execute())).not.toContain(sessionId)
    expect(await read(sessionHashOf(sessionId))).toBeNull()
  })

  it('end after half an hour without a request, and not before', async () => {
    const sessionId = await open()
    clock.pass(IDLE_LIMIT_MS - 1)
    expect(await read(sessionId)).not.toBeNull()
    clock.pass(IDLE_LIMIT_MS - 1)
    expect(await read(sessionId)).not.toBeNull()
    clock.pass(IDLE_LIMIT_MS)
    expect(await read(sessionId)).toBeNull()
  })

  it('end after half an hour in which only the page asked', async () => {
    const sessionId = await open()
    clock.pass(IDLE_LIMIT_MS - 1)
    expect(await read(sessionId, true)).not.toBeNull()
    clock.pass(1)
    expect(await read(sessionId)).toBeNull()
  })

  it('end after twelve hours, however busy', async () => {
    const sessionId = await open()
    const step = IDLE_LIMIT_MS / 2
    for (let passed = step; passed < ABSOLUTE_LIMIT_MS; passed += step) {
      clock.pass(step)
      expect(await read(sessionId)).not.toBeNull()
    }
    clock.pass(step)
    expect(await read(sessionId)).toBeNull()
  })

  it('note when they were last used, at most once a minute', async () => {
    const sessionId = await open()
    const start = clock.now()
    clock.pass(TOUCH_INTERVAL_MS - 1)
    await read(sessionId)
    expect(await lastSeen(sessionId)).toBe(start)
    clock.pass(1)
    await read(sessionId)
    expect(await lastSeen(sessionId)).toBe(start + TOUCH_INTERVAL_MS)
  })

  it('are over with the next request when the user is disabled', async () => {
    const sessionId = await open()
    await store.db.updateTable('users').set({ disabled_at: clock.now() }).where('id', '=', user.userId).execute()
    expect(await read(sessionId)).toBeNull()
  })

  it('carry the role that the user has now', async () => {
    const sessionId = await open()
    await store.db.updateTable('users').set({ role: 'viewer' }).where('id', '=', user.userId).execute()
    expect((await read(sessionId))?.role).toBe('viewer')
  })

  it('are signed out of, and recorded once', async () => {
    const sessionId = await open()
    const actor = await read(sessionId)
    if (!actor) throw new Error('not signed in')
    const parts = { db: store.db, clock, correlationId: 'c' }
    await signOut(parts, actor)
    await signOut(parts, actor)
    expect(await read(sessionId)).toBeNull()
    expect(await recorded(store)).toMatchObject([{ action: 'sign_out', outcome: 'done', actor: user.email }])
  })

  it('are listed for their user, without those that are over', async () => {
    clock.pass(IDLE_LIMIT_MS)
    const sessionId = await open()
    const sessions = await ownSessions(store.db, { ...user, sessionHash: sessionHashOf(sessionId) }, clock.now())
    expect(sessions).toMatchObject([{ id: sessionHashOf(sessionId), isCurrent: true, address: '192.0.2.1' }])
    expect(sessions[0]?.userAgent).toHaveLength(300)
  })

  it('are forgotten a week after their end', async () => {
    const sessionId = await open()
    clock.pass(ABSOLUTE_LIMIT_MS + 7 * 24 * 60 * 60_000 + 1)
    await open()
    expect(await lastSeen(sessionId)).toBeUndefined()
  })

  it('are ended by their user: one, or all but the present one', async () => {
    const [first, second, third] = [await open(), await open(), await open()]
    const ctx = contextOf(store, clock, { ...user, sessionHash: sessionHashOf(third) })
    expect(await endSession(ctx, { which: 'one', sessionId: sessionHashOf(first) })).toEqual({
      ok: true,
      value: { ended: 1 },
    })
    expect(await read(first)).toBeNull()
    // The one that newUser opened, and the second.
    expect(await endSession(ctx, { which: 'others' })).toEqual({ ok: true, value: { ended: 2 } })
    expect(await read(second)).toBeNull()
    expect(await read(third)).not.toBeNull()
    expect(await recorded(store)).toMatchObject([
      { action: 'end_session', outcome: 'done' },
      { action: 'end_session', outcome: 'done' },
    ])
  })

  it('of somebody else are ended by an admin alone', async () => {
    const admin = await newUser(store, clock, 'admin')
    const sessionId = await open(admin.userId)
    const asOperator = contextOf(store, clock, user)
    expect(await endSession(asOperator, { which: 'one', sessionId: sessionHashOf(sessionId) })).toEqual({
      ok: false,
      error: { code: 'session_not_found' },
    })
    const denied = await endSession(asOperator, { which: 'all_of_user', userId: admin.userId })
    expect(denied).toMatchObject({ error: { code: 'forbidden', heldBy: ['admin'] } })
    expect(await read(sessionId)).not.toBeNull()
    const asAdmin = contextOf(store, clock, admin)
    expect(await endSession(asAdmin, { which: 'all_of_user', userId: user.userId })).toEqual({
      ok: true,
      value: { ended: 1 },
    })
    expect(await recorded(store)).toMatchObject([
      { action: 'end_session', outcome: 'denied', actor: user.email },
      { action: 'end_session', outcome: 'done', actor: admin.email },
    ])
  })

  it('of somebody else are not ended by an admin who still has the one-time password', async () => {
    const admin = { ...(await newUser(store, clock, 'admin')), mustChangePassword: true }
    const sessionId = await open()
    const ctx = contextOf(store, clock, admin)
    expect(await endSession(ctx, { which: 'all_of_user', userId: user.userId })).toEqual({
      ok: false,
      error: { code: 'password_change_required' },
    })
    expect(await endSession(ctx, { which: 'one', sessionId: sessionHashOf(sessionId) })).toEqual({
      ok: false,
      error: { code: 'session_not_found' },
    })
    expect(await read(sessionId)).not.toBeNull()
    expect(await endSession(ctx, { which: 'all_of_user', userId: admin.userId })).toMatchObject({ ok: true })
    expect(await recorded(store)).toMatchObject([
      { action: 'end_session', outcome: 'denied', actor: admin.email },
      { action: 'end_session', outcome: 'done', actor: admin.email },
    ])
  })
})
