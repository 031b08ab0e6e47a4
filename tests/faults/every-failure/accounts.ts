import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { createStrangerRecords } from '#lib/audit/server/strangers.ts'
import type { UserActor } from '#lib/auth/actor.ts'
import type { Role } from '#lib/auth/roles.ts'
import { hashPassword } from '#lib/auth/server/password.ts'
import { endSession } from '#lib/auth/server/sessions/end-session.ts'
import { startSession } from '#lib/auth/server/sessions/sessions.ts'
import { signIn } from '#lib/auth/server/sign-in.ts'
import { signOut } from '#lib/auth/server/sign-out.ts'
import { createAdmission } from '#lib/auth/server/throttle/admission.ts'
import { changePassword } from '#lib/auth/server/users/change-password.ts'
import { changeRole } from '#lib/auth/server/users/change-role.ts'
import { createUser } from '#lib/auth/server/users/create-user.ts'
import { disableUser } from '#lib/auth/server/users/disable-user.ts'
import { enableUser } from '#lib/auth/server/users/enable-user.ts'
import { resetPassword } from '#lib/auth/server/users/reset-password.ts'
import { systemClock } from '#lib/core/clock.ts'
import type { Database } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn, signedInUser } from '#tests/support/write-context.ts'
import { isThorough } from '../seeds.ts'
import { atomic, converging, type Bench, type Case } from './loop.ts'

const PASSWORD = 'correct horse battery'
const passwordHash = await hashPassword(PASSWORD, randomBytes)

/** Each try computes argon2 hashes, which is meant to take long. */
const costly = isThorough ? undefined : (['answer_lost'] as const)

async function newUser({ whole }: Bench, role: Role = 'operator'): Promise<UserActor> {
  const actor = await signedInUser(whole, role, randomUUID())
  await whole.db.updateTable('users').set({ password_hash: passwordHash }).where('id', '=', actor.userId).execute()
  return { ...actor, address: newAddress() }
}

let addresses = 0

/** Of its own, so that nobody is held back for what others have tried. */
function newAddress(): string {
  addresses += 1
  return `10.0.${String(addresses >> 8)}.${String(addresses & 255)}`
}

async function contextOf(bench: Bench, actor?: UserActor): Promise<VerbContext> {
  const { failing, emergency } = bench
  return contextOn(failing, scriptedCloud([]), { actor: actor ?? (await newUser(bench, 'admin')), emergency })
}

/** Another open session of a user. */
async function openSession({ whole }: Bench, { userId }: UserActor): Promise<string> {
  const now = systemClock.now()
  const input = { userId, address: '192.0.2.1', userAgent: 'test', now, randomBytes }
  return (await transaction(whole.db, (trx) => startSession(trx, input))).sessionHash
}

const createUserCase = atomic(
  'create_user',
  async (bench) => {
    const ctx = await contextOf(bench)
    const input = { email: `${randomUUID()}@example.test`, name: 'New', role: 'operator' }
    return { act: () => createUser(ctx, input), afterLost: ['email_taken'] }
  },
  costly,
)

const changeRoleCase = atomic('change_role', async (bench) => {
  const ctx = await contextOf(bench)
  const { userId } = await newUser(bench)
  return { act: () => changeRole(ctx, { userId, role: 'auditor' }) }
})

const disableUserCase = atomic('disable_user', async (bench) => {
  const ctx = await contextOf(bench)
  const { userId } = await newUser(bench)
  return { act: () => disableUser(ctx, { userId }) }
})

const enableUserCase = atomic('enable_user', async (bench) => {
  const ctx = await contextOf(bench)
  const { userId } = await newUser(bench)
  await bench.whole.db.updateTable('users').set({ disabled_at: 1 }).where('id', '=', userId).execute()
  return { act: () => enableUser(ctx, { userId }) }
})

const resetPasswordCase = atomic(
  'reset_password',
  async (bench) => {
    const ctx = await contextOf(bench)
    const { userId } = await newUser(bench)
    return { act: () => resetPassword(ctx, { userId }) }
  },
  costly,
)

const changePasswordCase = atomic(
  'change_password',
  async (bench) => {
    const actor = await newUser(bench)
    const ctx = await contextOf(bench, actor)
    await openSession(bench, actor)
    const input = { currentPassword: PASSWORD, newPassword: 'another horse battery' }
    return { act: () => changePassword(ctx, input), afterLost: ['wrong_password'] }
  },
  costly,
)

const wrongPasswordCase = atomic(
  'change_password, denied',
  async (bench) => {
    const ctx = await contextOf(bench, await newUser(bench))
    const input = { currentPassword: 'not this one', newPassword: 'another horse battery' }
    return { act: () => changePassword(ctx, input), expected: 'wrong_password' }
  },
  costly,
)

const endOneCase = atomic('end_session, one', async (bench) => {
  const ctx = await contextOf(bench)
  const sessionId = await openSession(bench, await newUser(bench))
  return { act: () => endSession(ctx, { which: 'one', sessionId }), afterLost: ['session_not_found'] }
})

const endOthersCase = atomic('end_session, others', async (bench) => {
  const actor = await newUser(bench)
  const ctx = await contextOf(bench, actor)
  await openSession(bench, actor)
  return { act: () => endSession(ctx, { which: 'others' }) }
})

const endAllCase = atomic('end_session, all of a user', async (bench) => {
  const ctx = await contextOf(bench)
  const { userId } = await newUser(bench)
  return { act: () => endSession(ctx, { which: 'all_of_user', userId }) }
})

/** Of a viewer, by the verb itself. The refusal stands whether or not it can be recorded. */
const forbiddenCase = atomic('end_session, forbidden', async (bench) => {
  const ctx = await contextOf(bench, await newUser(bench))
  const { userId } = await newUser(bench)
  return { act: () => endSession(ctx, { which: 'all_of_user', userId }), expected: 'forbidden' }
})

function signInParts({ failing }: Bench) {
  return {
    db: failing.db,
    clock: systemClock,
    correlationId: 'sign-in',
    randomBytes,
    admission: createAdmission({ perNetwork: 16, crowded: 1024, hashesAtOnce: 2 }),
    strangers: createStrangerRecords(() => undefined),
    wait: async () => undefined,
  }
}

const signInCase = atomic(
  'sign_in',
  async (bench) => {
    const { email } = await newUser(bench)
    const input = { email, password: PASSWORD, address: newAddress(), userAgent: 'Test/1' }
    return { act: () => signIn(signInParts(bench), input) }
  },
  costly,
)

const signInDeniedCase = atomic(
  'sign_in, denied',
  async (bench) => {
    const { email } = await newUser(bench)
    const input = { email, password: 'not this one', address: newAddress(), userAgent: 'Test/1' }
    return { act: () => signIn(signInParts(bench), input), expected: 'wrong_credentials' }
  },
  costly,
)

const signOutCase = atomic('sign_out', async (bench) => {
  const actor = await newUser(bench)
  const parts = { db: bench.failing.db, clock: systemClock, correlationId: 'sign-out' }
  return { act: () => signOut(parts, actor) }
})

/** A write of somebody who is not signed in, as the verb's refusal records it. */
const strangerCase = atomic('a stranger refused', async (bench) => {
  const strangers = createStrangerRecords(() => undefined)
  const actor = { kind: 'anonymous', address: '192.0.2.1' } as const
  const context = { db: bench.failing.db, clock: systemClock, correlationId: 'stranger', actor }
  return { act: () => strangers.record(context, { action: 'revoke_certificate', outcome: 'denied' }) }
})

/** More of them than are recorded one by one: their number is, in the end. */
const strangersCountedCase = converging(
  'strangers counted',
  async (bench) => {
    const later: (() => void)[] = []
    const strangers = createStrangerRecords((run) => later.push(run))
    const actor = { kind: 'anonymous', address: '192.0.2.1' } as const
    const context = { db: bench.whole.db, clock: systemClock, correlationId: randomUUID(), actor }
    const refusal = { action: 'revoke_certificate', outcome: 'denied' } as const
    for (let nth = 0; nth < 5; nth += 1) await strangers.record(context, refusal)
    await strangers.record({ ...context, db: bench.failing.db }, refusal)
    const counts = async (db: Database) => {
      const query = db.selectFrom('audit_events').select('record').where('correlation_id', '=', context.correlationId)
      const rows = await query.where('action', '=', 'refused_strangers').execute()
      return rows.map(({ record }) => (JSON.parse(record) as { details: unknown }).details)
    }
    return {
      act: async () => {
        later.splice(0).forEach((run) => run())
        // Nobody waits for it: it is over when it is recorded, or will be tried again.
        while (later.length === 0 && (await counts(bench.whole.db)).length === 0) await delay(1)
      },
      holds: async (db) => expect((await counts(db)).length).toBeLessThanOrEqual(1),
      isDone: async (db) => expect(await counts(db)).toEqual([{ counted: { revoke_certificate: 1 } }]),
    }
    // One that is recorded, but not answered, is recorded again: rather too many than none.
  },
  ['once', 'from_then_on'],
)

export const accountCases = {
  create_user: [createUserCase],
  change_role: [changeRoleCase],
  disable_user: [disableUserCase],
  enable_user: [enableUserCase],
  reset_password: [resetPasswordCase],
  change_password: [changePasswordCase, wrongPasswordCase],
  end_session: [endOneCase, endOthersCase, endAllCase, forbiddenCase],
  sign_in: [signInCase, signInDeniedCase],
  sign_out: [signOutCase],
  refused_strangers: [strangerCase, strangersCountedCase],
} satisfies Record<string, Case[]>
