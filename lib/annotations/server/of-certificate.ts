import 'server-only'
import { z } from 'zod'
import { recordsOn } from '#lib/audit/server/findings.ts'
import type { Database } from '#lib/db/server/database.ts'
import { changedParts, type Annotation, type AnnotationChange, type AnnotationText } from '../annotation.ts'
import { findAnnotation } from './repository.ts'

// What other rooms may ask about annotations.

export { annotatedWith, findAnnotation, isOwned, isTagged, ownedBy, taggedWith } from './repository.ts'

export type AnnotationHistory = { annotation: Annotation; annotationChanges: AnnotationChange[] }

/** What is written on one certificate, and who has changed it, newest first. */
export async function annotationOf(db: Database, identifier: string): Promise<AnnotationHistory> {
  const [annotation, records] = await Promise.all([
    findAnnotation(db, identifier),
    recordsOn(db, identifier, 'annotate_certificate'),
  ])
  return { annotation, annotationChanges: records.flatMap(changeOf) }
}

const textShape = z.object({ owner: z.string(), tags: z.array(z.string()), note: z.string() })
const changeShape = z.object({ details: z.object({ from: textShape, to: textShape }) })

/** A refusal is none. */
function changeOf(row: { sequence: number; at: number; actor: string; record: string }): AnnotationChange[] {
  const details: { from: AnnotationText; to: AnnotationText } | undefined = changeShape.safeParse(
    JSON.parse(row.record),
  ).data?.details
  if (details === undefined) return []
  const changed = changedParts(details.from, details.to)
  return [{ at: new Date(row.at).toISOString(), by: row.actor, changed, auditSequence: row.sequence }]
}
