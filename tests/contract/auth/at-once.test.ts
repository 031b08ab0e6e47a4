import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { changePassword } from '#lib/auth/server/users/change-password.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { clean, contextOf, newUser, PASSWORD, signInOn, testClock } from './support.ts'

describeEachEngine('sign-ins at once', (openStore, engine) => {
  it('of one account from one address let everybody in', async () => {
    const store = await openStore()
    await clean(store)
    const clock = testClock()
    const { email } = await newUser(store, clock, 'operator')
    const results = await Promise.all(Array.from({ length: 12 }, () => signInOn(store, clock).as(email)))
    expect(results.map(({ ok }) => ok)).toEqual(results.map(() => true))
  })

  // On SQLite there is one writer at a time, and so nothing between the two.
  if (engine === 'sqlite') return
  it('with the old password do not outlive its change', async () => {
    const store = await openStore()
    await clean(store)
    const clock = testClock()
    const user = await newUser(store, clock, 'operator')
    // The change has two hashes to compute and the sign-in one: it is at the audit when the change comes.
    const ends = await whileAuditIsHeld(store, async () => {
      const input = { currentPassword: PASSWORD, newPassword: 'another password' }
      const changing = changePassword(contextOf(store, clock, user), input)
      const signingIn = signInOn(store, clock).as(user.email)
      await untilConnectionsWait(store, 2)
      return [changing, signingIn]
    })
    expect(await ends[0]).toMatchObject({ ok: true })
    await ends[1]
    const open = await store.db.selectFrom('sessions').select('id_hash').where('ended_at', 'is', null).execute()
    expect(open).toEqual([{ id_hash: user.sessionHash }])
  })
})

/** Whoever records something waits meanwhile, with all that its transaction has done. */
async function whileAuditIsHeld<Value>(store: TestStore, run: () => Promise<Value>): Promise<Value> {
  return store.db.transaction().execute(async (trx) => {
    await trx.selectFrom('audit_head').select('sequence').forUpdate().execute()
    return run()
  })
}

/** For a lock, as the server sees it. */
async function untilConnectionsWait(store: TestStore, count: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { rows } = await sql`select pid from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(store.db)
    if (rows.length >= count) return
    await delay(25)
  }
  throw new Error('too few wait')
}
