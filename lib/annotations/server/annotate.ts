import 'server-only'
import { z } from 'zod'
import { recordEvent } from '#lib/audit/server/record.ts'
import { actorLabel } from '#lib/auth/actor.ts'
import { knownTarget } from '#lib/certificates/server/known-target.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { storableText } from '#lib/db/server/text.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { verb } from '#lib/service/server/verb.ts'
import {
  changedParts,
  distinctTags,
  lineOnly,
  NOTE_LENGTH,
  OWNER_LENGTH,
  tagProblem,
  type Annotation,
  type AnnotationText,
} from '../annotation.ts'
import { findAnnotation, writeAnnotation } from './repository.ts'

export type AnnotateFailure =
  /** Neither the mirror nor a tombstone holds it. */
  | { code: 'certificate_not_found' }
  /** Somebody has written since the version that was edited; nothing was changed. */
  | { code: 'annotation_changed'; current: Annotation }

const annotationInput = z.strictObject({
  identifier: z.string().min(1).max(200).transform(storableText),
  /** The one that was read before it was edited. */
  version: z.int().min(0),
  owner: z.string().trim().max(OWNER_LENGTH).regex(lineOnly).transform(storableText),
  tags: z
    .array(z.string().max(200))
    .max(100)
    .transform((tags) => distinctTags(tags.map(storableText)))
    .refine((tags) => tagProblem(tags) === null),
  note: z
    .string()
    .transform((note) => storableText(note.replaceAll(/\r\n?/g, '\n')).trim())
    .pipe(z.string().max(NOTE_LENGTH)),
})

/**
 * Owner, tags and note of a certificate, as a whole and on the version that was edited. What stands there already is no
 * change, so that repeating one whose answer was lost is none either.
 */
export const annotateCertificate = verb({
  name: 'annotate_certificate',
  permission: 'certificate.annotate',
  kind: 'write',
  input: annotationInput,
  run: async (ctx, { identifier, version, ...text }): Promise<Result<Annotation, AnnotateFailure>> =>
    transaction(ctx.db, async (trx) => {
      const target = await knownTarget(trx, identifier)
      if (target === null) return err({ code: 'certificate_not_found' })
      const before = await findAnnotation(trx, identifier)
      if (changedParts(before, text).length === 0) return ok(before)
      const by = { at: ctx.clock.now(), who: actorLabel(ctx.actor) }
      const isWritten = before.version === version && (await writeAnnotation(trx, { identifier, version, text, by }))
      if (!isWritten) return err({ code: 'annotation_changed', current: await findAnnotation(trx, identifier) })
      await recordEvent(trx, ctx, {
        action: 'annotate_certificate',
        outcome: 'done',
        target,
        details: { version: version + 1, from: textOf(before), to: textOf(text) },
      })
      return ok(await findAnnotation(trx, identifier))
    }),
})

function textOf({ owner, tags, note }: AnnotationText): AnnotationText {
  return { owner, tags, note }
}
