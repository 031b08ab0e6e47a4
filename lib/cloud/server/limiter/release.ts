import 'server-only'
import type { Trx } from '#lib/db/server/database.ts'
import type { Slot } from './limiter.ts'
import type { Means } from './look.ts'
import { blockAfter, freeAfter, isNews, rebateMs, type CallEnd } from './occupancy.ts'
import { freeSlot, noteAnswer, noteThrottling, readState } from './repository.ts'

/** Gives a slot back and notes what the answer showed. A slot that has passed to an heir is left alone. */
export async function release(means: Means, trx: Trx, slot: Slot, end: CallEnd): Promise<void> {
  const localNow = means.clock.now()
  const { state, now } = await readState(trx, slot.operation, localNow)
  const shift = now - localNow
  const seen = state ?? { responses: 0, minRttMs: null }
  await freeSlot(trx, slot, freeAfter(end, rebateMs(means.mode, seen)) + shift)
  if (end.rttMs !== null && isNews(seen, end.rttMs)) await noteAnswer(trx, slot.operation, end.rttMs)
  const blockedUntil = blockAfter(end)
  if (blockedUntil !== null) {
    await noteThrottling(trx, slot.operation, { at: end.respondedAt + shift, blockedUntil: blockedUntil + shift })
  }
}
