import 'server-only'
import { z } from 'zod'
import { findAnnotation } from '#lib/annotations/server/of-certificate.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { healthByAuthority } from '#lib/evidence/server/health.ts'
import { verb } from '#lib/service/server/verb.ts'
import { dueAfter } from '#lib/operations/schedule.ts'
import { scheduledOn } from '#lib/operations/server/scheduled-on.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import type { WritePreview } from '../preview.ts'
import type { LiveReadingFailure } from '../schema.ts'
import { freshReading } from './fresh-reading.ts'
import { itemOf } from './item.ts'
import { identifierInput } from './list-input.ts'
import { neighboursOf } from './neighbours.ts'
import { findCertificate } from './repository.ts'
import { caPublishesCrl, shownAs, writeFactsOf } from './write-facts.ts'

type PreviewFailure =
  | { code: 'not_found' }
  /** Not in the mirror, and the vendor could not be asked: whether there is one is not known. */
  | { code: 'certificate_unread'; liveFailure: LiveReadingFailure }

const input = z.object({ identifier: identifierInput })

/** Shown at once where it was just read: opening the detail page has read it a moment ago. */
const PREVIEW_READING_MS = 5_000

/** What the revoke dialog shows: the certificate read live, the blast radius, and whether anybody will notice. */
export const previewRevocation = verb({
  name: 'preview_revocation',
  permission: 'certificate.revoke',
  kind: 'read',
  input,
  run: (ctx, { identifier }) => preview(ctx, 'revoke', identifier),
})

/** What the delete dialog shows. */
export const previewDeletion = verb({
  name: 'preview_deletion',
  permission: 'certificate.delete',
  kind: 'read',
  input,
  run: (ctx, { identifier }) => preview(ctx, 'delete', identifier),
})

async function preview(
  ctx: VerbContext,
  kind: OperationKind,
  identifier: string,
): Promise<Result<WritePreview, PreviewFailure>> {
  const reading = await freshReading(ctx, identifier, PREVIEW_READING_MS)
  const row = reading.ok ? reading.value : await findCertificate(ctx.db, identifier)
  if (!row) {
    return err(
      reading.ok || reading.error.kind === 'absent'
        ? { code: 'not_found' }
        : { code: 'certificate_unread', liveFailure: reading.error },
    )
  }
  const now = ctx.clock.now()
  const facts = await writeFactsOf(ctx.db, kind, row, now)
  const endsAt = kind === 'delete' && facts.gate.length > 0 ? row.not_after : null
  const { open_operation_id: openId, open_operation_kind: openKind, open_operation_state: openState } = row
  return ok({
    kind,
    certificate: itemOf(row, now),
    vendorStatus: row.vendor_status,
    owner: (await findAnnotation(ctx.db, identifier)).owner,
    readAt: rfc3339(row.live_read_at),
    readingFailure: reading.ok ? null : reading.error,
    refusal: facts.refusal,
    open:
      openId !== null && openKind !== null && openState !== null
        ? { id: openId, kind: openKind, state: openState }
        : null,
    shown: shownAs(row),
    gate: facts.gate,
    isExpired: row.not_after !== null && row.not_after < now,
    dueAt: endsAt === null ? null : rfc3339(dueAfter(endsAt)),
    scheduled: kind === 'delete' ? await scheduledOn(ctx.db, identifier) : null,
    sameName: neighboursOf(facts.sameName, now),
    sameKey: neighboursOf(facts.sameKey, now),
    caPublishesCrl: caPublishesCrl(row),
    pointsToCrl: row.points_to_crl === null ? null : row.points_to_crl === 1,
    crlHealth: (await healthByAuthority(ctx.db, now)).get(row.ca_identifier)?.state ?? null,
  })
}
