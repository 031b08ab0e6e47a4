import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  changedParts,
  lineOnly,
  parseTags,
  tagProblem,
  type Annotation,
  type TagProblem,
} from '#lib/annotations/annotation.ts'
import { certificateDetailOptions, certificateKeys } from '#lib/certificates/queries.ts'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import { forgetDraft, keepDraft, keptDraft, type Draft, type DraftOf, type KeptDraft } from './kept-draft.ts'
import { sendAnnotation, type SendFailure } from './send-annotation.ts'

export type Problems = { owner: 'unreadable' | null; tags: TagProblem | null }

/**
 * What is being written, on which version, and what came of sending it. The draft outlives every failure, and the form
 * that is left by a link; saved or discarded, it is forgotten.
 */
export function useAnnotationForm(of: DraftOf, annotation: Annotation, onClose: (how: 'stored' | 'kept') => void) {
  const { identifier } = of
  const show = useShow(identifier)
  const [begun] = useState(() => begunOn(annotation, keptDraft(of)))
  const [draft, setDraft] = useState(begun.draft)
  const [version, setVersion] = useState(annotation.version)
  const [theirs, setTheirs] = useState(begun.theirs)
  const [failure, setFailure] = useState<SendFailure | null>(null)
  const [isSending, setSending] = useState(false)
  const problems: Problems = {
    owner: lineOnly.test(draft.owner) ? null : 'unreadable',
    tags: tagProblem(parseTags(draft.tags)),
  }
  const isReady = problems.owner === null && problems.tags === null
  const send = async () => {
    setSending(true)
    setFailure(null)
    const sent = await sendAnnotation({ ...draft, tags: parseTags(draft.tags), identifier, version })
    setSending(false)
    if (sent.kind === 'failed') setFailure(sent.failure)
    if (sent.kind === 'changed') {
      // From here on it is theirs that the draft would replace, knowingly.
      setTheirs(sent.current)
      setVersion(sent.current.version)
    }
    if (sent.kind !== 'stored') return
    forgetDraft(of)
    await show(sent.annotation)
    onClose('stored')
  }
  return {
    draft,
    theirs,
    failure,
    isSending,
    problems,
    change: (part: Partial<Draft>) => {
      const next = { ...draft, ...part }
      setDraft(next)
      keepDraft(of, { draft: next, version })
    },
    save: () => {
      if (isReady && !isSending) void send()
    },
    discard: () => {
      forgetDraft(of)
      if (theirs !== null) void show(theirs)
      onClose('kept')
    },
  }
}

/**
 * The form as it opens: with what was being written before, beside what somebody else has written since. What says the
 * same as the annotation was stored after all.
 */
export function begunOn(annotation: Annotation, kept: KeptDraft | null): { draft: Draft; theirs: Annotation | null } {
  if (kept === null || changedParts(annotation, { ...kept.draft, tags: parseTags(kept.draft.tags) }).length === 0) {
    const { owner, tags, note } = annotation
    return { draft: { owner, tags: tags.join(', '), note }, theirs: null }
  }
  return { draft: kept.draft, theirs: kept.version === annotation.version ? null : annotation }
}

/** The page with what the store has just answered; the rest of it is read again. */
function useShow(identifier: string): (annotation: Annotation) => Promise<void> {
  const client = useQueryClient()
  const { queryKey } = certificateDetailOptions(identifier)
  return async (annotation) => {
    // A reading that is under way may be older than this.
    await client.cancelQueries({ queryKey })
    client.setQueryData(queryKey, (held: CertificateDetail | undefined) => held && { ...held, annotation })
    void client.invalidateQueries({ queryKey: certificateKeys.detail(identifier) })
  }
}
