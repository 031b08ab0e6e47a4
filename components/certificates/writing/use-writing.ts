'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { previewOptions } from '#lib/certificates/preview-queries.ts'
import type { WritePreview } from '#lib/certificates/preview.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import type { WriteAnswer } from './confirm-write.ts'
import type { Course } from './course.ts'
import { forgetWords, keepWords, keptWords } from './kept-words.ts'
import { entriesAfter, isConfirmable, missingOf, noEntries, type WriteEntries } from './readiness.ts'
import { useConfirm } from './use-confirm.ts'

/** What a confirmed dialog sends to its action; the verb parses it anew. */
export type Confirmation = {
  readonly operationId: string
  readonly identifier: string
  readonly shown: string
  readonly typedSerial: string
  readonly reason: string
  readonly ticket: string
  readonly comment: string
  readonly hasAcknowledged: boolean
}

export type Act = (confirmation: Confirmation) => Promise<WriteAnswer>

/**
 * The state of one opened dialog: the preview it stands on, what has been typed, and the attempt. It begins at every
 * opening with nothing but the words of an earlier one, since the component is made anew for each.
 */
export function useWriting({
  kind,
  identifier,
  courseOf,
  onClose,
}: {
  kind: OperationKind
  identifier: string
  /** What pressing the button does, by what has been read, and the action for it. */
  courseOf: (preview: WritePreview | undefined) => { course: Course; act: Act }
  onClose: () => void
}) {
  const { data: preview, error, isFetching, refetch } = useQuery(previewOptions(kind, identifier))
  const [entries, setEntries] = useState<WriteEntries>(() => ({ ...noEntries, ...keptWords({ kind, identifier }) }))
  const [before, setBefore] = useState<WritePreview | null>(null)
  const { state, confirm } = useConfirm({
    onClose: () => {
      forgetWords({ kind, identifier })
      onClose()
    },
    onFailed: (failure) => {
      setEntries((held) => entriesAfter(held, failure))
      void refetch()
    },
  })
  const { course, act } = courseOf(preview)
  const missing = preview === undefined ? null : missingOf(course, preview, entries)
  const isReady = preview !== undefined && isConfirmable(preview) && !isFetching && missing === null
  return {
    course,
    preview,
    error,
    isReading: isFetching,
    before,
    entries,
    missing,
    state,
    readAgain: () => void refetch(),
    enter: (entered: Partial<WriteEntries>) => {
      keepWords({ kind, identifier }, { ...entries, ...entered })
      setEntries((held) => ({ ...held, ...entered }))
    },
    confirm: () => {
      if (!isReady) return
      setBefore(preview)
      const { reason, ticket, comment, typed, acknowledged } = entries
      const confirmed = { identifier, shown: preview.shown, typedSerial: typed, reason, ticket, comment }
      confirm(course, (operationId) => act({ ...confirmed, operationId, hasAcknowledged: acknowledged }))
    },
  }
}
