import { annotateCertificateAction } from '#lib/annotations/actions.ts'
import type { Annotation, AnnotationText } from '#lib/annotations/annotation.ts'
import { mayHaveHappened } from '#lib/http/transport-error.ts'

const told = ['certificate_not_found', 'forbidden', 'invalid_input', 'unauthenticated'] as const
export type SendFailure = 'lost' | 'other' | (typeof told)[number]

export type Sent =
  | { kind: 'stored'; annotation: Annotation }
  /** Somebody else has written in the meantime. */
  | { kind: 'changed'; current: Annotation }
  | { kind: 'failed'; failure: SendFailure }

export async function sendAnnotation(wish: AnnotationText & { identifier: string; version: number }): Promise<Sent> {
  try {
    const result = await annotateCertificateAction(wish)
    if (result.ok) return { kind: 'stored', annotation: result.value }
    const { error } = result
    if (error.code === 'annotation_changed') return { kind: 'changed', current: error.current }
    return {
      kind: 'failed',
      failure: mayHaveHappened(error) ? 'lost' : (told.find((one) => one === error.code) ?? 'other'),
    }
  } catch {
    // Sending it again changes nothing where it was stored.
    return { kind: 'failed', failure: 'lost' }
  }
}
