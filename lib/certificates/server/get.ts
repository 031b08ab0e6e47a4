import 'server-only'
import { z } from 'zod'
import { issuersOf } from '#lib/authorities/server/find.ts'
import { err, ok } from '#lib/core/result.ts'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { verb } from '#lib/service/server/verb.ts'
import { noteSilence } from '#lib/sync/server/reach.ts'
import type { CertificateDetail, LiveReadingFailure } from '../schema.ts'
import { detailOf, withLiveWord, type LiveWord } from './detail.ts'
import { identifierInput } from './list-input.ts'
import { liveFailureOf, readLive } from './live-read.ts'
import { noteReadLive } from './mirror.ts'
import { findCertificate } from './repository.ts'
import { surroundingsOf } from './surroundings.ts'

/** A page must not wait for a vendor that is silent: what we hold is shown instead, with its age. */
const LIVE_WITHIN_MS = 4_000

type GetFailure =
  /** The vendor's own word: it has none, and neither has the mirror. */
  | { code: 'certificate_not_found' }
  /** Not in the mirror, and the vendor could not be asked: whether there is one is not known. */
  | { code: 'certificate_unread'; liveFailure: LiveReadingFailure }

/**
 * One certificate, asked of the vendor at this moment. When the vendor gives nothing, what the mirror holds is shown
 * with its age and the reason. A tombstone is not asked for again; it opens for ever.
 */
export const getCertificate = verb<{ identifier: string }, CertificateDetail, GetFailure>({
  name: 'get_certificate',
  permission: 'inventory.read',
  kind: 'read',
  input: z.strictObject({ identifier: identifierInput }),
  run: async (ctx, { identifier }) => {
    // Before anything is read: an answer is never dated later than what it shows.
    const answeredAt = new Date(ctx.clock.now()).toISOString()
    const held = await findCertificate(ctx.db, identifier)
    const word: LiveWord =
      held !== null && held.deleted_at !== null ? failed('deleted') : await askVendor(ctx, identifier)
    if (word.kind === 'read') await note(ctx, { value: word.certificate, readAt: word.readAt })
    const row = withLiveWord(held, word)
    if (row === null) return err(missingAfter(word))
    const now = ctx.clock.now()
    const issuers = await issuersOf(ctx.db, row.ca_identifier)
    return ok({ answeredAt, ...detailOf(row, word, issuers, now), ...(await surroundingsOf(ctx.db, row, now)) })
  },
})

async function askVendor(ctx: VerbContext, identifier: string): Promise<LiveWord> {
  const answer = await withinTime(readLive(ctx, identifier), LIVE_WITHIN_MS)
  if (answer === null) {
    await noteSilence(ctx, { kind: 'unreachable', message: `no answer came within ${String(LIVE_WITHIN_MS / 1000)} s` })
    return failed('too_slow')
  }
  if (answer.ok) return { kind: 'read', certificate: answer.value.value, readAt: answer.value.readAt }
  return { kind: 'failed', failure: liveFailureOf(answer.error) }
}

function missingAfter(word: LiveWord): GetFailure {
  return word.kind === 'failed' && word.failure.kind !== 'absent'
    ? { code: 'certificate_unread', liveFailure: word.failure }
    : { code: 'certificate_not_found' }
}

/** A store that takes nothing must not keep the page from being read. */
async function note(ctx: VerbContext, reading: Parameters<typeof noteReadLive>[1]): Promise<void> {
  await noteReadLive(ctx.db, reading).catch((cause: unknown) => {
    ctx.log('warn', 'a live reading could not be noted', {
      failure: storeFailureOf(cause),
      correlationId: ctx.correlationId,
    })
  })
}

function failed(kind: LiveReadingFailure['kind']): LiveWord {
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
