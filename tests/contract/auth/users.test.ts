import { randomBytes, randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { UserActor } from '#lib/auth/actor.ts'
import { roles } from '#lib/auth/roles.ts'
import { changePassword } from '#lib/auth/server/users/change-password.ts'
import { changeRole } from '#lib/auth/server/users/change-role.ts'
import { createUser } from '#lib/auth/server/users/create-user.ts'
import { disableUser } from '#lib/auth/server/users/disable-user.ts'
import { enableUser } from '#lib/auth/server/users/enable-user.ts'
import { ensureFirstAdmin } from '#lib/auth/server/users/first-admin.ts'
import { listUsers } from '#lib/auth/server/users/list-users.ts'
import { resetAdministrator } from '#lib/auth/server/users/reset-administrator.ts'
import { resetPassword } from '#lib/auth/server/users/reset-password.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { clean, contextOf, newUser, PASSWORD, recorded, signInOn, testClock, type TestClock } from './support.ts'

const denials = { anonymous: 'unauthenticated', viewer: 'forbidden', operator: 'forbidden', auditor: 'forbidden' }

describeEachEngine('users', (openStore, engine) => {
  let store: TestStore
  let clock: TestClock
  let admin: UserActor

  beforeAll(async () => {
    store = await openStore()
  })

  beforeEach(async () => {
    await clean(store)
    clock = testClock()
    admin = await newUser(store, clock, 'admin')
  })

  const asAdmin = () => contextOf(store, clock, admin)

  async function events(): Promise<string[]> {
    return (await recorded(store)).map(({ action, outcome }) => `${action} ${outcome}`)
  }

  it.each(Object.entries(denials))('are managed by nobody who is %s', async (who, code) => {
    const role = roles.find((name) => name === who)
    const actor = role ? await newUser(store, clock, role) : ({ kind: 'anonymous', address: engine } as const)
    const ctx = contextOf(store, clock, actor)
    const userId = admin.userId
    for (const attempt of [
      listUsers(ctx, {}),
      createUser(ctx, { email: 'x@example.test', name: 'X', role: 'admin' }),
      changeRole(ctx, { userId, role: 'viewer' }),
      disableUser(ctx, { userId }),
      enableUser(ctx, { userId }),
      resetPassword(ctx, { userId }),
    ]) {
      expect(await attempt).toMatchObject({ ok: false, error: { code } })
    }
    // A stranger's reads are not recorded; see lib/service/server/verb.ts.
    expect((await events()).length).toBe(role ? 6 : 5)
    expect((await events()).every((event) => event.endsWith(' denied'))).toBe(true)
  })

  it('are created with a password that works once and must be replaced', async () => {
    const created = await createUser(asAdmin(), { email: ' New@Example.TEST', name: '王芳', role: 'operator' })
    if (!created.ok) throw new Error(created.error.code)
    const { user, oneTimePassword } = created.value
    expect(user).toMatchObject({ email: 'new@example.test', name: '王芳', role: 'operator', mustChangePassword: true })
    expect(JSON.stringify(await recorded(store))).not.toContain(oneTimePassword)

    const signedIn = await signInOn(store, clock).as(user.email, oneTimePassword)
    if (!signedIn.ok) throw new Error(signedIn.error.code)
    const ctx = contextOf(store, clock, signedIn.value.actor)
    expect(await listUsers(ctx, {})).toEqual({ ok: false, error: { code: 'password_change_required' } })
    const changed = await changePassword(ctx, { currentPassword: oneTimePassword, newPassword: 'a better password' })
    expect(changed).toMatchObject({ ok: true, value: { mustChangePassword: false } })
    expect((await signInOn(store, clock).as(user.email, oneTimePassword)).ok).toBe(false)
    expect((await signInOn(store, clock).as(user.email, 'a better password')).ok).toBe(true)
  })

  it('have one account per address', async () => {
    const again = { email: admin.email.toUpperCase(), name: 'Again', role: 'viewer' }
    expect(await createUser(asAdmin(), again)).toEqual({ ok: false, error: { code: 'email_taken' } })
    expect(await events()).toEqual([])
  })

  it.each([
    { email: 'no address', name: 'X', role: 'viewer' },
    { email: 'x@example.test', name: '', role: 'viewer' },
    { email: 'x@example.test', name: 'Wang\u202eFang', role: 'viewer' },
    { email: 'x@example.test', name: 'two\nlines', role: 'viewer' },
    { email: 'x@example.test', name: 'X', role: 'root' },
    null,
  ])('are not created from %j', async (input) => {
    const result = await createUser(asAdmin(), input)
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
  })

  it('lose their sessions when they are disabled, and come back enabled', async () => {
    const user = await newUser(store, clock, 'operator')
    expect(await disableUser(asAdmin(), { userId: user.userId })).toMatchObject({ ok: true })
    expect((await signInOn(store, clock).as(user.email)).ok).toBe(false)
    const disabled = await listUsers(asAdmin(), {})
    if (!disabled.ok) throw new Error(disabled.error.code)
    const row = disabled.value.items.find(({ id }) => id === user.userId)
    expect(row?.disabledAt).toBe(new Date(clock.now()).toISOString())
    expect(await enableUser(asAdmin(), { userId: user.userId })).toMatchObject({ value: { disabledAt: null } })
    expect((await signInOn(store, clock).as(user.email)).ok).toBe(true)
    const [first] = await recorded(store)
    expect(first).toMatchObject({
      action: 'disable_user',
      outcome: 'done',
      actor: admin.email,
      details: { userId: user.userId, email: user.email, endedSessions: 1 },
    })
  })

  it('keep their last enabled admin, and the attempt is recorded', async () => {
    await newUser(store, clock, 'operator')
    const other = await newUser(store, clock, 'admin')
    expect(await disableUser(asAdmin(), { userId: other.userId })).toMatchObject({ ok: true })
    const lastAdmin = { ok: false, error: { code: 'last_admin' } }
    expect(await disableUser(asAdmin(), { userId: admin.userId })).toEqual(lastAdmin)
    expect(await changeRole(asAdmin(), { userId: admin.userId, role: 'viewer' })).toEqual(lastAdmin)
    expect(await changeRole(asAdmin(), { userId: admin.userId, role: 'admin' })).toMatchObject({ ok: true })
    expect(await changeRole(asAdmin(), { userId: other.userId, role: 'viewer' })).toMatchObject({ ok: true })
    expect(await events()).toEqual([
      'disable_user done',
      'disable_user denied',
      'change_role denied',
      'change_role done',
      'change_role done',
    ])
  })

  it('keep one admin when two demote each other at the same time', async () => {
    const rounds = 10
    for (let round = 0; round < rounds; round += 1) {
      const other = await newUser(store, clock, 'admin')
      const asOther = contextOf(store, clock, other)
      const results = await Promise.all([
        changeRole(asAdmin(), { userId: other.userId, role: 'viewer' }),
        disableUser(asOther, { userId: admin.userId }),
      ])
      expect(results.filter(({ ok }) => ok)).toHaveLength(1)
      if (results[1].ok) admin = other
    }
  })

  it('get a new one-time password from an admin, and are out at once', async () => {
    const user = await newUser(store, clock, 'viewer')
    const reset = await resetPassword(asAdmin(), { userId: user.userId })
    if (!reset.ok) throw new Error(reset.error.code)
    expect(reset.value.user.mustChangePassword).toBe(true)
    const open = await store.db
      .selectFrom('sessions')
      .select('id_hash')
      .where('user_id', '=', user.userId)
      .where('ended_at', 'is', null)
      .execute()
    expect(open).toEqual([])
    expect((await signInOn(store, clock).as(user.email)).ok).toBe(false)
    expect((await signInOn(store, clock).as(user.email, reset.value.oneTimePassword)).ok).toBe(true)
    expect(JSON.stringify(await recorded(store))).not.toContain(reset.value.oneTimePassword)
  })

  it('do not reset their own password, and nobody resets one that is not there', async () => {
    expect(await resetPassword(asAdmin(), { userId: admin.userId })).toMatchObject({ error: { code: 'own_account' } })
    for (const verb of [resetPassword, disableUser, enableUser]) {
      expect(await verb(asAdmin(), { userId: randomUUID() })).toMatchObject({ error: { code: 'user_not_found' } })
    }
    const result = await changeRole(asAdmin(), { userId: randomUUID(), role: 'viewer' })
    expect(result).toMatchObject({ error: { code: 'user_not_found' } })
  })

  it('change their own password with the present one, which ends their other sessions', async () => {
    const user = await newUser(store, clock, 'viewer')
    await signInOn(store, clock).as(user.email)
    const ctx = contextOf(store, clock, user)
    const newPassword = 'another password'
    const wrong = await changePassword(ctx, { currentPassword: 'wrong', newPassword })
    expect(wrong).toEqual({ ok: false, error: { code: 'wrong_password' } })
    const short = await changePassword(ctx, { currentPassword: PASSWORD, newPassword: 'short' })
    expect(short).toEqual({ ok: false, error: { code: 'password_too_short' } })
    expect(await changePassword(ctx, { currentPassword: PASSWORD, newPassword })).toMatchObject({ ok: true })
    const open = await store.db
      .selectFrom('sessions')
      .select('id_hash')
      .where('user_id', '=', user.userId)
      .where('ended_at', 'is', null)
      .execute()
    expect(open).toEqual([{ id_hash: user.sessionHash }])
    expect((await events()).slice(-2)).toEqual(['change_password denied', 'change_password done'])
    expect(JSON.stringify(await recorded(store))).not.toContain(newPassword)
  })
})

describeEachEngine('the first start', (openStore) => {
  const clock = testClock()
  let store: TestStore
  const context = { actor: { kind: 'shell' } as const, correlationId: 'start', clock }
  const parts = () => ({ db: store.db, context, randomBytes, newId: randomUUID })

  beforeAll(async () => {
    store = await openStore()
  })

  beforeEach(() => clean(store))

  it('makes an administrator with a password that is told once', async () => {
    const made = await ensureFirstAdmin(parts(), { email: 'admin@localhost', password: null })
    const password = made?.generatedPassword ?? ''
    expect(password).not.toBe('')
    expect((await signInOn(store, clock).as('admin@localhost', password)).ok).toBe(true)
    expect(await ensureFirstAdmin(parts(), { email: 'other@localhost', password: null })).toBeNull()
    const events = await recorded(store)
    expect(events[0]).toMatchObject({ action: 'create_user', outcome: 'done', actor: 'shell' })
    expect(JSON.stringify(events)).not.toContain(password)
  })

  it('takes a given password, and makes one administrator when several start at once', async () => {
    const input = { email: 'admin@localhost', password: 'given-password' }
    const made = await Promise.all(Array.from({ length: 4 }, () => ensureFirstAdmin(parts(), input)))
    expect(made.filter((result) => result !== null)).toEqual([{ email: 'admin@localhost', generatedPassword: null }])
    expect((await signInOn(store, clock).as('admin@localhost', 'given-password')).ok).toBe(true)
  })
})

describeEachEngine('admin:reset', (openStore) => {
  const clock = testClock()
  let store: TestStore
  const context = { actor: { kind: 'shell' } as const, correlationId: 'reset', clock }

  beforeAll(async () => {
    store = await openStore()
  })

  beforeEach(() => clean(store))

  it('gives an administrator a one-time password, and says in the audit that the shell did it', async () => {
    const admin = await newUser(store, clock, 'admin')
    const reset = await resetAdministrator(store.db, context, admin.email.toUpperCase())
    if (!reset.ok) throw new Error(reset.error.code)
    expect((await signInOn(store, clock).as(admin.email, reset.value.oneTimePassword)).ok).toBe(true)
    expect((await recorded(store))[0]).toMatchObject({ action: 'reset_password', outcome: 'done', actor: 'shell' })
  })

  it('raises nobody', async () => {
    const operator = await newUser(store, clock, 'operator')
    const admin = await newUser(store, clock, 'admin')
    await store.db.updateTable('users').set({ disabled_at: 1 }).where('id', '=', admin.userId).execute()
    const codes = await Promise.all(
      [operator.email, 'nobody@example.test', 'no address', admin.email].map(async (email) => {
        const result = await resetAdministrator(store.db, context, email)
        return result.ok ? 'reset' : result.error.code
      }),
    )
    expect(codes).toEqual(['user_not_found', 'user_not_found', 'user_not_found', 'user_disabled'])
    expect(await recorded(store)).toEqual([])
  })
})
