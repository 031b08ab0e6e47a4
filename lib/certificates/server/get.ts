import 'server-only'
import { z } from 'zod'
import { issuersOf } from '#lib/authorities/server/find.ts'
import { err, ok } from '#lib/core/result.ts'
import type { Database } from '#lib/db/server/database.ts'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { verb } from '#lib/service/server/verb.ts'
import type { CertificateDetail, LiveReadingFailure } from '../schema.ts'
import { detailOf, withLiveWord, type LiveWord } from './detail.ts'
import { identifierInput } from './list-input.ts'
import { askVendor, failed } from './live-word.ts'
import { noteReadLive } from './mirror.ts'
import { revokedByUs } from './repository.lifecycle.ts'
import type { CertificateRow } from './repository.rows.ts'
import { findCertificate } from './repository.ts'
import { surroundingsOf } from './surroundings.ts'

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
    return ok({
      answeredAt,
      ...detailOf(row, word, issuers, now),
      ...(await surroundingsOf(ctx.db, row, now)),
      ...(word.kind === 'read' ? { hasMatchingOperation: await matchOf(ctx.db, row) } : {}),
    })
  },
})

/** The mirror's own answer is about what the mirror holds; what was just read may have been revoked since. */
async function matchOf(db: Database, { identifier, vendor_status: status }: CertificateRow): Promise<boolean | null> {
  return status === 'REVOKE' ? (await revokedByUs(db, [identifier])).has(identifier) : null
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
