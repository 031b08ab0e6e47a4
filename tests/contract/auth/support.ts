import { randomBytes, randomUUID } from 'node:crypto'
import { createStrangerRecords } from '#lib/audit/server/strangers.ts'
import type { UserActor } from '#lib/auth/actor.ts'
import type { Role } from '#lib/auth/roles.ts'
import { hashPassword } from '#lib/auth/server/password.ts'
import { startSession } from '#lib/auth/server/sessions/sessions.ts'
import { signIn, type SignInParts } from '#lib/auth/server/sign-in.ts'
import { createAdmission } from '#lib/auth/server/throttle/admission.ts'
import { insertUser } from '#lib/auth/server/users/repository.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { auditSealNumber } from '#tests/support/audit-key.ts'
import type { TestStore } from '#tests/support/engines.ts'

export const PASSWORD = 'correct horse battery'
const passwordHash = await hashPassword(PASSWORD, randomBytes)

/** A clock that stands until a test moves it. */
export type TestClock = { now: () => number; pass: (ms: number) => void }

export function testClock(): TestClock {
  let now = Date.UTC(2026, 10, 24, 12)
  return {
    now: () => now,
    pass: (ms) => {
      now += ms
    },
  }
}

let count = 0

/** A user with PASSWORD, signed in. */
export async function newUser(store: TestStore, clock: TestClock, role: Role = 'admin'): Promise<UserActor> {
  count += 1
  const email = `${role}-${String(count)}@example.test`
  const user = { id: randomUUID(), email, name: `Test ${role}`, role }
  const { sessionHash } = await transaction(store.db, async (trx) => {
    await insertUser(trx, { ...user, passwordHash, mustChangePassword: false, createdAt: clock.now() })
    return startSession(trx, { userId: user.id, address: '192.0.2.1', userAgent: '', now: clock.now(), randomBytes })
  })
  const { id: userId, ...rest } = user
  return { kind: 'user', userId, ...rest, sessionHash, mustChangePassword: false, address: '192.0.2.1' }
}

/** What verbs on users need of a context; whoever reaches for the cloud from here has lost his way. */
export function contextOf(store: TestStore, clock: TestClock, actor: VerbContext['actor']): VerbContext {
  const astray = new Proxy(
    {},
    {
      get: (_target, name) => {
        throw new Error(`a verb on users asked for ${String(name)}`)
      },
    },
  )
  return {
    actor,
    correlationId: randomUUID(),
    clock,
    db: store.db,
    log: () => undefined,
    auditSeal: auditSealNumber(1),
    cloud: astray as VerbContext['cloud'],
    writes: astray as VerbContext['writes'],
  }
}

/** Signs in as a browser would, and notes the delays instead of waiting. */
export function signInOn(store: TestStore, clock: TestClock) {
  const delays: number[] = []
  const parts: SignInParts = {
    db: store.db,
    clock,
    correlationId: 'sign-in',
    randomBytes,
    admission: createAdmission({ perNetwork: 16, crowded: 1024, hashesAtOnce: 2 }),
    strangers: createStrangerRecords(() => undefined),
    wait: async (ms) => {
      delays.push(ms)
    },
  }
  return {
    delays,
    parts,
    as: (email: string, password = PASSWORD, address = '192.0.2.1') =>
      signIn(parts, { email, password, address, userAgent: 'Test/1' }),
  }
}

export type RecordedEvent = {
  action: string
  outcome: string
  actor: string
  address: string | null
  details: unknown
}

const marks = new WeakMap<TestStore, number>()

/**
 * Takes users, sessions and delays out of a store that a suite keeps, and lets `recorded` begin after what is in the
 * audit now: nothing can be taken out of that. A database for every test would cost more than the tests.
 */
export async function clean(store: TestStore): Promise<void> {
  await store.db.deleteFrom('sessions').execute()
  await store.db.deleteFrom('users').execute()
  await store.db.deleteFrom('sign_in_throttle').execute()
  const { sequence } = await store.db.selectFrom('audit_head').select('sequence').executeTakeFirstOrThrow()
  marks.set(store, sequence)
}

/** The audit as it was recorded since `clean`, oldest first. */
export async function recorded(store: TestStore): Promise<RecordedEvent[]> {
  const rows = await store.db
    .selectFrom('audit_events')
    .select('record')
    .where('sequence', '>', marks.get(store) ?? 0)
    .orderBy('sequence')
    .execute()
  return rows.map(({ record }) => {
    const event = JSON.parse(record) as Omit<RecordedEvent, 'actor'> & { actor: { label: string } }
    const { action, outcome, address, details } = event
    return { action, outcome, actor: event.actor.label, address, details }
  })
}
