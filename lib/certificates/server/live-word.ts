import 'server-only'
import type { VerbContext } from '#lib/service/server/context.ts'
import { noteSilence } from '#lib/sync/server/reach.ts'
import type { LiveReadingFailure } from '../schema.ts'
import type { LiveWord } from './detail.ts'
import { liveFailureOf, readLive } from './live-read.ts'

/** A page must not wait for a vendor that is silent: what we hold is shown instead, with its age. */
const LIVE_WITHIN_MS = 4_000

/** What the vendor says of a certificate at this moment, if it says it in time. */
export async function askVendor(ctx: VerbContext, identifier: string): Promise<LiveWord> {
  const answer = await withinTime(readLive(ctx, identifier), LIVE_WITHIN_MS)
  if (answer === null) {
    await noteSilence(ctx, { kind: 'unreachable', message: `no answer came within ${String(LIVE_WITHIN_MS / 1000)} s` })
    return failed('too_slow')
  }
  if (answer.ok) return { kind: 'read', certificate: answer.value.value, readAt: answer.value.readAt }
  return { kind: 'failed', failure: liveFailureOf(answer.error) }
}

export function failed(kind: LiveReadingFailure['kind']): LiveWord {
  return { kind: 'failed', failure: { kind, code: null, requestId: null } }
}

/** Null when the time is up first; what then still arrives is dropped. */
async function withinTime<Value>(promised: Promise<Value>, timeoutMs: number): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), timeoutMs)
  })
  try {
    return await Promise.race([promised, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
