import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { lineOnly, parseTags, tagProblem, type Annotation, type TagProblem } from '#lib/annotations/annotation.ts'
import { certificateDetailOptions, certificateKeys } from '#lib/certificates/queries.ts'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import { sendAnnotation, type SendFailure } from './send-annotation.ts'

export type Draft = { owner: string; tags: string; note: string }
export type Problems = { owner: 'unreadable' | null; tags: TagProblem | null }

/** What is being written, on which version, and what came of sending it. The draft outlives every failure. */
export function useAnnotationForm(
  identifier: string,
  annotation: Annotation,
  onClose: (how: 'stored' | 'kept') => void,
) {
  const show = useShow(identifier)
  const [draft, setDraft] = useState<Draft>({ ...annotation, tags: annotation.tags.join(', ') })
  const [version, setVersion] = useState(annotation.version)
  const [theirs, setTheirs] = useState<Annotation | null>(null)
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
    await show(sent.annotation)
    onClose('stored')
  }
  return {
    draft,
    theirs,
    failure,
    isSending,
    problems,
    change: (part: Partial<Draft>) => setDraft({ ...draft, ...part }),
    save: () => {
      if (isReady && !isSending) void send()
    },
    discard: () => {
      if (theirs !== null) void show(theirs)
      onClose('kept')
    },
  }
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
