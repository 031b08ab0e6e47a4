import { createLimiter, type Limiter, type LimiterOptions, type Slot } from '#lib/cloud/server/limiter/limiter.ts'
import type { CallEnd } from '#lib/cloud/server/limiter/occupancy.ts'
import { systemClock } from '#lib/core/clock.ts'
import type { Database } from '#lib/db/server/database.ts'

export const operation = 'CreateRevokeClientCertificate'
export const atOnce = { interactive: false, maxWaitMs: 0 }

export function endAt(respondedAt: number, more: Partial<CallEnd> = {}): CallEnd {
  return { respondedAt, rttMs: 40, throttled: false, retryAfterMs: null, timedOut: false, ...more }
}

export async function takeAll(limiter: Limiter, count = 10): Promise<Slot[]> {
  const slots: Slot[] = []
  for (let taken = 0; taken < count; taken += 1) {
    const slot = await limiter.take(operation, atOnce)
    if (!slot) throw new Error(`only ${taken} slots`)
    slots.push(slot)
  }
  return slots
}

export function limiterOn(db: Database, more: Partial<LimiterOptions> = {}): Limiter {
  return createLimiter({ db, clock: systemClock, ratePerSecond: 10, mode: 'fast', owner: 'test', ...more })
}
