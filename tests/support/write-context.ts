import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Actor, UserActor } from '#lib/auth/actor.ts'
import type { Role } from '#lib/auth/roles.ts'
import { createLimiter } from '#lib/cloud/server/limiter/limiter.ts'
import type { CertificateCloud } from '#lib/cloud/server/port.ts'
import { systemClock, type Clock } from '#lib/core/clock.ts'
import type { Database } from '#lib/db/server/database.ts'
import { openEmergencyFile, type EmergencyFile } from '#lib/db/server/emergency-file.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { createAttempts } from '#lib/operations/server/attempts.ts'
import type { WriteStep } from '#lib/operations/server/machinery.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { auditSealNumber } from './audit-key.ts'

export type ContextOptions = {
  clock?: Clock
  actor?: Actor
  ratePerSecond?: number
  emergency?: EmergencyFile
  wait?: (ms: number, calledOff?: AbortSignal) => Promise<void>
  stopping?: AbortSignal
  reached?: (step: WriteStep) => void
  log?: VerbContext['log']
}

/** A verb's context over a real store and a real limiter, with whatever vendor the test brings. */
export function contextOn(
  store: { db: Database; options: { dataDir: string } },
  cloud: CertificateCloud,
  options: ContextOptions = {},
): VerbContext {
  const clock = options.clock ?? systemClock
  const owner = randomUUID()
  const ratePerSecond = options.ratePerSecond ?? 100
  return {
    actor: options.actor ?? { kind: 'shell' },
    correlationId: randomUUID(),
    clock,
    db: store.db,
    cloud,
    log: options.log ?? (() => undefined),
    auditSeal: auditSealNumber(1),
    writes: {
      limiter: createLimiter({ db: store.db, clock, ratePerSecond, mode: 'fast', owner }),
      emergency: options.emergency ?? openEmergencyFile(store.options.dataDir),
      owner,
      wait: options.wait ?? ((ms, calledOff) => delay(ms, undefined, calledOff && { signal: calledOff })),
      attempts: createAttempts(),
      stopping: options.stopping ?? new AbortController().signal,
      reached: options.reached ?? (() => undefined),
    },
  }
}

/** Another try, by the same person or by a colleague: its own correlation id. */
export function asAnother(ctx: VerbContext, actor: Actor = ctx.actor): VerbContext {
  return { ...ctx, actor, correlationId: randomUUID() }
}

/** A user with an open session, as sign-in leaves them. `name` must be unique in the store. */
export async function signedInUser(store: { db: Database }, role: Role, name: string): Promise<UserActor> {
  const userId = randomUUID()
  const sessionHash = randomUUID()
  const email = `${name}@example.test`
  const now = Date.now()
  await transaction(store.db, async (trx) => {
    await trx
      .insertInto('users')
      .values({
        id: userId,
        email,
        name,
        role,
        password_hash: '',
        must_change_password: 0,
        disabled_at: null,
        created_at: now,
      })
      .execute()
    await trx
      .insertInto('sessions')
      .values({
        id_hash: sessionHash,
        user_id: userId,
        created_at: now,
        last_seen_at: now,
        expires_at: now + 43_200_000,
        ended_at: null,
        address: '192.0.2.1',
        user_agent: 'test',
      })
      .execute()
  })
  return { kind: 'user', userId, email, name, role, sessionHash, mustChangePassword: false, address: '192.0.2.1' }
}
